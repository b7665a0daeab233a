"""A graph in columns on disk, and an engine that answers SPARQL from it: all rows at once, with Oxigraph's answers.

    graph = ColumnGraph(folder)           kg.columnstore.graph; `kg build` writes the folder with kg.columnstore.writing
    answer = answered(graph, "SELECT …")  kg.columnstore.answering; Outside says that the query is not for this engine

Nothing is loaded here, since whoever asks for one module pays for no other.
"""
