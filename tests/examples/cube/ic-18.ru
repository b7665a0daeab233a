PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
    cube:dataset qb:slice cube:Xinxiang .
    cube:Xinxiang qb:observation cube:stray .
}
