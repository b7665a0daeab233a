PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>

DELETE WHERE { <https://w3id.org/public-commitments/id/claim-xinxiang-2024-01-22-education-boarding-schools#figure-value> sdmx-measure:obsValue ?value }
