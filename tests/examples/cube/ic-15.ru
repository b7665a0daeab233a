PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
    cube:structure qb:component cube:component-measure .
    cube:component-measure qb:componentProperty qb:measureType .
    <https://w3id.org/public-commitments/id/claim-xinxiang-2024-01-22-education-boarding-schools#figure-value> qb:measureType cube:weather .
}
