"""The digest: what is new and what comes next, to those who want it and to a channel."""
