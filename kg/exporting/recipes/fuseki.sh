# Apache Jena Fuseki over TDB2: load into a new, stopped database, then serve it.
kg export -o graph.nq.gz --manifest
tdb2.tdbloader --loader=parallel --loc=databases/commitments graph.nq.gz
fuseki-server --tdb2 --loc=databases/commitments /commitments
# The questions expect the union of all graphs as the default graph:
#   in the configuration of the dataset:  tdb2:unionDefaultGraph true
# Past 100 million triples use tdb2.xloader in place of tdb2.tdbloader.
# Source: Apache Jena documentation, "TDB2 - Command line tools".
