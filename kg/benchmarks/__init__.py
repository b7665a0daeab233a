"""How long things take, ours next to others, from one command.

    python -m kg.benchmarks measure 100000 1000000    all tasks of the table in `ways`, at these sizes
    python -m kg.benchmarks write                     the page and the picture of what was measured
    python -m kg.benchmarks start                     the first answer, next to a bare Python process and to rdflib
    python -m kg.benchmarks export                    writing files from a loaded graph, next to pyoxigraph and rdflib
    python -m kg.benchmarks push                      pushing to Oxigraph's server, next to one plain request
    python -m kg.benchmarks revalidation              checking again after one of many bulletins changed
"""
