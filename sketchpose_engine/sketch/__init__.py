"""Strokes: their values, drawing, undo, and the distances that they determine."""
