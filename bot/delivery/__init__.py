"""Everything that is sent later: the outbox, and the runner that empties it."""
