PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

DELETE WHERE { cube:areas qb:hierarchyRoot ?root }
