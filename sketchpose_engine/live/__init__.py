"""The session behind the window: it learns while one draws."""
