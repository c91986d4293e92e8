"""The program tries itself out, to see whether all is there that it needs on this computer."""
