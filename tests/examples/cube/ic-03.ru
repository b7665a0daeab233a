PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA { cube:empty a qb:DataStructureDefinition }
