"""Meetings: scheduled once, told of at the right local hour, answered, kept in people's calendars."""
