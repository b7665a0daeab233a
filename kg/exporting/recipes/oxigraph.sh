# Oxigraph (pip install oxigraph): load into a folder, then serve it.
kg export nquads -o graph.nq
oxigraph load --location store --file graph.nq
oxigraph serve-read-only --location store --bind localhost:7878 --union-default-graph
# Source: Oxigraph repository, README of the command line; tried with 0.5.13.
