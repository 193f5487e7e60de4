"""Where a graph is kept: the truth in one SQLite file, and its projections."""
