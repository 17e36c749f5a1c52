"""What people send with `POST /interactions`, held against what they were shown."""

from sandbox.rules.problems import JSON, Problem


def command_use(data: object, command: JSON) -> list[Problem]:
    """The `data` of interaction types 2 and 4, against the registered command."""
    return []


def component_use(data: object, component: JSON) -> list[Problem]:
    """The `data` of interaction type 3, against the button or select on the message."""
    return []


def modal_submit(data: object, modal: JSON) -> list[Problem]:
    """The `data` of interaction type 5, against the modal's own `{"custom_id", "title", "components"}`."""
    return []
