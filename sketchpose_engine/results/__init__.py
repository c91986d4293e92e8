"""Measurements, and file formats of results."""
