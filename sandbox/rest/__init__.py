"""The REST API, v10: one module per resource, each a table of routes."""
