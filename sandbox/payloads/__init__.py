"""The world's records as Discord shows them on the wire."""
