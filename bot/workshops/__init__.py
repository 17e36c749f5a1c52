"""Career workshops: sign-up, fair places, small mixed groups."""
