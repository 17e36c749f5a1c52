"""The group's projects: what they are, who is in them, what help they want."""
