"""Reminders: people's own, by direct message, and the group's, in a channel."""
