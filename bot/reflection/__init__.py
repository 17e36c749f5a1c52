"""Check-ins: how the group is doing, asked gently, and a picture of it that exposes no one."""
