PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE DATA { cube:mention rdfs:range <http://www.w3.org/2001/XMLSchema#integer> }
