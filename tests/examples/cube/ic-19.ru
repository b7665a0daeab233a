PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA { cube:kind-outcome a skos:Concept }
