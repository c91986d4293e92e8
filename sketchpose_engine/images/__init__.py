"""Image files: formats, frames, intensities."""
