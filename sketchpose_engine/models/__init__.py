"""Networks and their weights; the device and its memory."""
