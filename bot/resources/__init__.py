"""Shared resources: links and files that people of the group find useful, looked through by facilitators."""
