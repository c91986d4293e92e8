"""Errors, files, boxes of pixels: what everything else uses."""
