"""A reflective model: what it asks, in steps of at most five prompts; a community's own, as facilitators type it."""

from dataclasses import dataclass

from bot.errors import InvalidInput, NotFound
from bot.texts import N_, Message

PROMPTS_IN_A_STEP, MOST_PROMPTS = 5, 10
"""A form's inputs, and how many prompts a community's own model may have: two forms."""
LONGEST_LABEL, LONGEST_HINT, LONGEST_TITLE, LONGEST_USE = 45, 100, 45, 100
"""Characters: Discord's limits for a form, and what fits in a menu."""
MOST_OWN = 15
"""A community's own models: with those there are, as many as a menu holds."""
DEFAULT = "wswnw"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question: its label, a line below it, and an example."""

    label: Message | str
    hint: Message | str = ""
    example: Message | str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A reflective model, in steps that each fit into one form. A community's own has a number for an id."""

    id: str
    title: Message | str
    use: Message | str
    steps: tuple[tuple[Prompt, ...], ...]
    source: str = ""
    note: Message | str = ""

    @property
    def own(self) -> bool:
        return self.id.isdecimal()


class GuideGone(NotFound):
    """The model isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That model isn't there any more. Type /reflect start to see those there are."))


def in_steps(prompts: tuple[Prompt, ...]) -> tuple[tuple[Prompt, ...], ...]:
    """Prompts as forms: as even as they go, the longer first."""
    forms = -(-len(prompts) // PROMPTS_IN_A_STEP)
    size, rest = divmod(len(prompts), forms)
    steps: list[tuple[Prompt, ...]] = []
    begin = 0
    for number in range(forms):
        end = begin + size + (number < rest)
        steps.append(prompts[begin:end])
        begin = end
    return tuple(steps)


def read_prompts(typed: str) -> tuple[Prompt, ...]:
    """A community's own prompts: one a line, with a hint after a ``|`` if there is one.

    Raises ``InvalidInput`` that names the line for what doesn't fit into a form.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not lines:
        raise InvalidInput(N_("Please write at least one question, each on a line of its own."))
    if len(lines) > MOST_PROMPTS:
        raise InvalidInput(
            N_(
                "A model can have {most} questions at most, so that it stays two short forms; this one has {n}. "
                "Nothing was saved.",
                most=MOST_PROMPTS,
                n=len(lines),
            )
        )
    prompts = tuple(_prompt(number, line) for number, line in enumerate(lines, 1))
    labels = [str(prompt.label).casefold() for prompt in prompts]
    for number, label in enumerate(labels, 1):
        if label in labels[: number - 1]:
            raise InvalidInput(N_("Question {n} is there twice. Nothing was saved.", n=number))
    return prompts


def _prompt(number: int, line: str) -> Prompt:
    label, _, hint = (part.strip() for part in line.partition("|"))
    if not label:
        raise InvalidInput(N_("Line {n} has no question before its “|”. Nothing was saved.", n=number))
    for part, limit in ((label, LONGEST_LABEL), (hint, LONGEST_HINT)):
        if len(part) > limit:
            raise InvalidInput(
                N_(
                    "Line {n} is too long: “{text}…” A question may have {label} characters, and after a “|” a hint of "
                    "{hint}. Nothing was saved.",
                    n=number,
                    text=part[:30],
                    label=LONGEST_LABEL,
                    hint=LONGEST_HINT,
                )
            )
    return Prompt(label, hint)
