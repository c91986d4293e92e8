"""A project folder on disk."""
