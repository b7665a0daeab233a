# Virtuoso 7: the bulk loader reads files below a folder that DirsAllowed in virtuoso.ini names.
kg export nquads.gz --split 1000000 -o load --manifest
isql 1111 dba "$DBA_PASSWORD" <<'SQL'
ld_dir('/absolute/path/of/load', 'part-*.nq.gz', 'https://w3id.org/public-commitments/graph/unnamed');
rdf_loader_run();
checkpoint;
SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;
SQL
# The last line must list nothing. Graphs keep the names that stand in the N-Quads.
# Source: Virtuoso documentation, "Bulk Loading RDF Source Files".
