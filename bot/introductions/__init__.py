"""Introductions: asking someone politely, and always getting an answer."""
