"""The sketch of one image: what its pixel values mean."""

NOTHING, BACKGROUND, FOREGROUND, BOUNDARY = 0, 1, 2, 3
