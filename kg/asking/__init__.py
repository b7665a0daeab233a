"""Questions and answers: stored queries, their parameters, tables, labels, cards, and endpoints elsewhere."""
