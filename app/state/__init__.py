"""What is open and shown now, and the engine behind it."""
