"""The project on disk: its images and frames, batches, exports."""
