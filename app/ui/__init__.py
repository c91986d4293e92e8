"""Theme, icons, actions, and widgets that several places use."""
