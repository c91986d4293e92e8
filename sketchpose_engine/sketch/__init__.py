"""Strokes: their values, how they are drawn and undone, and what they determine."""
