# Stardog: files named when a database is created are loaded in bulk.
kg export -o graph.nq.gz --manifest
stardog-admin db create -o query.all.graphs=true -n commitments graph.nq.gz
# query.all.graphs makes the default graph the union of all graphs, as the questions expect.
# Source: Stardog documentation, "Database Creation".
