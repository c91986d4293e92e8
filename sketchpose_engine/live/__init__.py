"""Live session behind the window: learning while the user draws."""
