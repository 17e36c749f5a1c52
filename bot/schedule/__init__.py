"""What every feature needs of time: local times, what recurs, and times in plain words."""
