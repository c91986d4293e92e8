"""Project folder on disk."""
