"""Identities of objects over the frames of a movie and the slices of a stack."""
