"""The Sketchpose engine: a few brush strokes become instance masks. No Qt in here."""

__version__ = "0.1.0"
