"""Drawings of a neighbourhood: one HTML file, made by pyvis, that needs no network."""
