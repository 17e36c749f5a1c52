"""What people see: one package per feature, thin. ``commands.py`` acknowledges, calls, renders."""
