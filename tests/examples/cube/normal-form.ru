# The normalisation of section 10: what is abbreviated is written out.
PREFIX qb: <http://purl.org/linked-data/cube#>

# Types and properties that follow from others.
INSERT { ?observation a qb:Observation }
WHERE { { ?slice qb:observation ?observation } UNION { ?observation qb:dataSet ?dataset } } ;

INSERT { ?dataset a qb:DataSet }
WHERE { { ?observation qb:dataSet ?dataset } UNION { ?dataset qb:slice ?slice } } ;

INSERT { ?slice a qb:Slice }
WHERE { { ?dataset qb:slice ?slice } UNION { ?slice qb:observation ?observation } } ;

INSERT { ?component qb:componentProperty ?property . ?property a ?class }
WHERE {
    VALUES (?way ?class) {
        (qb:dimension qb:DimensionProperty)
        (qb:measure qb:MeasureProperty)
        (qb:attribute qb:AttributeProperty)
    }
    ?component ?way ?property .
} ;

INSERT { ?component qb:componentProperty ?property . ?property a qb:DimensionProperty }
WHERE { ?component qb:measureDimension ?property } ;

# Values that are attached to data sets and slices.
INSERT { ?observation ?property ?value }
WHERE {
    ?dataset qb:structure / qb:component ?component .
    ?component qb:componentAttachment qb:DataSet ; qb:componentProperty ?property .
    ?dataset ?property ?value .
    ?observation qb:dataSet ?dataset .
} ;

INSERT { ?observation ?property ?value }
WHERE {
    ?dataset qb:structure / qb:component ?component ; qb:slice ?slice .
    ?component qb:componentProperty ?property .
    ?slice ?property ?value ; qb:observation ?observation .
    FILTER (EXISTS { ?component qb:componentAttachment qb:Slice } || EXISTS { ?property a qb:DimensionProperty })
}
