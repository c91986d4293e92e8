"""The main window, and the questions it asks."""
