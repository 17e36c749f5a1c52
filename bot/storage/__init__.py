"""Where things are kept: engines, sessions, column types, revisions, copies."""
