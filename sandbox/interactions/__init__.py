"""Commands, components, autocomplete and modals: from a person's deed to the application's answers."""
