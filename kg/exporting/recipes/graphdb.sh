# GraphDB: load into a stopped server; the repository is described in repository.ttl.
kg export -o graph.nq.gz --manifest
importrdf load --force --config-file repository.ttl --mode parallel graph.nq.gz
# A running server instead:
curl --fail -X POST -H 'Content-Type: application/n-quads' -H 'Content-Encoding: gzip' \
    --data-binary @graph.nq.gz http://localhost:7200/repositories/commitments/statements
# Its default graph is the union of all graphs, as the questions expect.
# Source: GraphDB documentation, "Loading data using ImportRDF".
