"""Errors, files and boxes of pixels, used by all other packages."""
