"""Heronry: a Discord bot for research peer-support communities."""

__version__ = "0.1.0"
