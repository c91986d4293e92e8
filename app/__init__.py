"""The Sketchpose program: a window around the engine."""
