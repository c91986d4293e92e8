"""The canvas: an image of any size, its layers, and the tools."""
