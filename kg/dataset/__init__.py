"""The graph: named graphs from files, what rules derive from them, and how two graphs differ."""
