"""The Sketchpose engine: a few brush strokes become instance masks. No Qt in here."""

import os

__version__ = "0.1.0"

# Threads that wait for each other spin before they sleep, by default so long that any other busy
# program slows training down a hundredfold. This short, it costs a tenth where nothing else
# runs. Read when PyTorch is loaded, so it stands before every import of it.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
