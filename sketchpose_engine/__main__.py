"""`python -m sketchpose_engine <command>`: the command line without the app."""

import sys

from sketchpose_engine.cli import main

if __name__ == "__main__":
    sys.exit(main(None))
