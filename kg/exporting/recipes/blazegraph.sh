# Blazegraph: a namespace in quads mode, loaded while the server is stopped.
kg export nquads -o graph.nq
cat > load.properties <<'END'
com.bigdata.journal.AbstractJournal.file=blazegraph.jnl
com.bigdata.rdf.store.AbstractTripleStore.quads=true
com.bigdata.rdf.store.AbstractTripleStore.axiomsClass=com.bigdata.rdf.axioms.NoAxioms
com.bigdata.rdf.sail.truthMaintenance=false
END
java -cp blazegraph.jar com.bigdata.rdf.store.DataLoader -namespace commitments load.properties graph.nq
# Source: Blazegraph wiki, "Bulk Data Load"; tried with blazegraph-jar 2.1.5.
