"""Who here can help with what: entries, the search over them, and importing a list people already keep."""
