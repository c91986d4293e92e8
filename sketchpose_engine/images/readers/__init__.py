"""One reader for each image format."""
