PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
    cube:structure qb:component cube:component-measure, cube:component-weather .
    cube:component-measure qb:componentProperty qb:measureType .
    cube:component-weather qb:componentProperty cube:weather .
    cube:weather a qb:MeasureProperty .
}
