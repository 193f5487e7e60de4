"""The graph as arrays: what paths and co-occurrence are computed on, built from a store and kept beside its file."""
