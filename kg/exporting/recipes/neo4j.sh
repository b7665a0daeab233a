# Neo4j: into an empty, stopped database.
kg export neo4j -o load
(cd load && sh import.sh)
# A running one instead; the files go into its import folder first:
cp load/*.csv "$NEO4J_HOME/import/" && cypher-shell -f load/load.cypher
# Source: Neo4j Operations Manual, "Neo4j-admin import"; Cypher Manual, LOAD CSV.
