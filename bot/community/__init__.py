"""What a community and its people have set: settings, preferences, consent, privacy, the audit log."""
