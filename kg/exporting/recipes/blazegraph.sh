# Blazegraph: a namespace in quads mode, loaded while the server is stopped.
kg export -o graph.nq --manifest
java -cp blazegraph.jar com.bigdata.rdf.store.DataLoader -namespace commitments -quads load.properties graph.nq
# load.properties names the journal and com.bigdata.rdf.store.AbstractTripleStore.quads=true.
# Source: Blazegraph wiki, "Bulk Data Load".
