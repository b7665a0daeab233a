# RDF4J Server: one request, one transaction.
kg export -o graph.nq --manifest
curl --fail -X PUT -H 'Content-Type: application/n-quads' --data-binary @graph.nq \
    http://localhost:8080/rdf4j-server/repositories/commitments/statements
# PUT replaces the whole repository; POST adds to it. Its default graph is the union of all graphs.
# Source: RDF4J documentation, "RDF4J REST API".
