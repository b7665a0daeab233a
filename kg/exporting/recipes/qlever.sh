# QLever: an index is built from files, then served; settings stand in a Qleverfile.
kg export -o graph.nq --manifest
qlever-index --index-basename commitments --file-format nq --kg-input-file graph.nq
qlever-server --index-basename commitments --port 7001
# Older builds name the programs IndexBuilderMain (-i, -F, -f) and ServerMain (-i, -p).
# Its default graph is the union of all graphs, as the questions expect.
# Source: QLever repository, README and wiki.
