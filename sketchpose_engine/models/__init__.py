"""The networks and their weights, the device and the memory they run in."""
