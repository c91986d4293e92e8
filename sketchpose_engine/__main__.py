"""Entry point of `python -m sketchpose_engine`: the command line without Qt."""

import sys

from .cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
