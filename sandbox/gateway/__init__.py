"""The gateway: who is connected, what each session gets, and how it looks on the wire."""
