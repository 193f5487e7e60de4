"""Beside ``graphs.py``, which holds what the tests of snapshots share."""
