"""Following: a person follows a project, a topic and suchlike, and hears of it in the way they chose."""
