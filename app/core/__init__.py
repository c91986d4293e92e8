"""The bus, preferences, paths, errors and threads of work."""
