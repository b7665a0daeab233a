PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

DELETE DATA { cube:kind qb:codeList cube:kinds }
