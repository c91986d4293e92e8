"""The paint view: an image of any size, what lies on it, and the hand that draws."""
