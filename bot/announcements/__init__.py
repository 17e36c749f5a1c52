"""Announcements: said to channels, to those who follow a topic or a project, now, later or again and again."""
