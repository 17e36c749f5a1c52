"""What can go wrong that a person should hear about.

A ``UserError`` is expected: its wording says what went wrong and what to do next.
Anything else is unexpected, is logged with a reference code, and the person gets
the code. ``bot.ui.errors`` renders both, from every door.
"""

from bot.texts import N_, Message


class UserError(Exception):
    """An expected failure, worded for the person who meets it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class NotAllowed(UserError):
    """The person may not do this; the message says who may."""


class NotFound(UserError):
    """What was asked about is not (or no longer) there."""


class InvalidInput(UserError):
    """What was typed cannot be used; the message says how to put it right."""


class StartupError(Exception):
    """The application cannot start; ``str()`` is one clear line for whoever hosts it.

    ``exit_code`` follows sysexits in spirit: 2 for a wrong setting, 1 for the rest.
    """

    def __init__(self, line: str, exit_code: int = 1) -> None:
        super().__init__(line)
        self.exit_code = exit_code


class Gone(UserError):
    """Nothing answers this button or form any more."""

    def __init__(self) -> None:
        super().__init__(N_("This is from an earlier version and no longer works. Please use its command again."))
