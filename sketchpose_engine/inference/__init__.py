"""Images and batches of images become masks, with given weights."""
