"""Private reflections: a place to think, which nobody but its author can read."""
