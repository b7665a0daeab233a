"""Engines that answer the same queries, ours among them: by name, behind one interface, each in a process of its own.

    store           this project's own, on a graph that `kg build` made
    oxigraph        pyoxigraph in memory
    oxigraph-disk   pyoxigraph on disk
    rdflib          rdflib in memory
    maplib          maplib in memory, where it is installed
    jena            the TDB2 of Apache Jena, where JENA_JAR names a jar with its command line, as jena-fuseki-server has
    comunica        Comunica on Node.js, where COMUNICA names the folder into which npm installed
                    @comunica/query-sparql-rdfjs

All of them get the same statements (`material`). Nothing of them is needed by the package: who is not there says so.
"""
