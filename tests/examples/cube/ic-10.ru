PREFIX cube: <https://w3id.org/public-commitments/cube#>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
    cube:structure qb:sliceKey cube:by-area .
    cube:by-area a qb:SliceKey ; qb:componentProperty cube:refArea .
    cube:Xinxiang a qb:Slice ; qb:sliceStructure cube:by-area .
}
