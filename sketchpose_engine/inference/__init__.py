"""Prediction and segmentation of images, and of batches of images, with given weights."""
