"""Training samples, the loss, the optimiser, one step."""
