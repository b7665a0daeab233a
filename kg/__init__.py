"""A knowledge graph of public commitments."""
