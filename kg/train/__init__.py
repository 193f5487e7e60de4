"""Training of the shipped models (extra ``train``): nothing here is imported when papers are read."""
