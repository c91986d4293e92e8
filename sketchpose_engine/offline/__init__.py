"""Training on folders of sketched images."""
