PREFIX cube: <https://w3id.org/public-commitments/cube#>

DELETE WHERE { <https://w3id.org/public-commitments/id/claim-xinxiang-2024-01-22-education-boarding-schools#figure-value> cube:statement ?claim }
