PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA { cube:another a qb:DataSet ; qb:structure cube:structure . <https://w3id.org/public-commitments/id/claim-xinxiang-2024-01-22-education-boarding-schools#figure-value> qb:dataSet cube:another }
