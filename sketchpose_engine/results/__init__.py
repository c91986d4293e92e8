"""Measurements, and the files that results are written to."""
