"""Training of the shipped general network; never imported by the program itself."""
