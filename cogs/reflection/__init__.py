"""Private reflections: written, kept, taken away, shown to the group if their author wants that."""
