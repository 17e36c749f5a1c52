"""The welcome of newcomers, and the tour of what there is."""
