"""Workshops: announced, signed up for with fair places, prepared with questions, attended, looked back on."""
