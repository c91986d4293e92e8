"""The panels around the picture: they announce and display, and never compute."""
