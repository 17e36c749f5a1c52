"""Peer pairing: every so often two people of the group are put together, fairly, and nobody who'd rather not be."""
