"""Training samples, loss, optimiser and training step."""
