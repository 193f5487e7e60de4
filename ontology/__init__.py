"""The vocabulary, shapes and lexicons of the graph, as data."""
