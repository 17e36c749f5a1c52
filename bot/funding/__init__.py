"""Funding calls: their deadlines in two zones, who may apply, reminders, and finding people to apply with."""
