"""What facilitators see of a workshop: how it was."""

import discord

from bot.community.small_numbers import THRESHOLD, usually_within
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.cards import bullets, card, line, shortened, text
from bot.ui.replies import plain
from bot.workshops.feedback import QUESTIONS, FeedbackState, Summary


def summary(found: Summary) -> discord.ui.LayoutView:
    """How it was, as far as it may be shown."""
    title = f"### {_('How it was')}\n"
    if found.state is FeedbackState.OPEN:
        return card(text(title + _("It can be answered until {when}; then you see it.", when=stamp(found.closes_at))))
    if found.state is FeedbackState.LOST:
        return card(text(title + _("A backup was restored meanwhile, so there is nothing to show.")))
    if found.counts is None:
        few = _("Fewer than {n} people answered, so nothing is shown and everything was deleted.", n=THRESHOLD)
        return card(text(title + few))
    words = [_("yes"), _("partly"), _("no"), _("didn’t say")]
    lines = [
        f"**{_(asked.msgid)}**\n" + " · ".join(f"{word}: {n}" for word, n in zip(words, counts, strict=True))
        for asked, counts in zip(QUESTIONS.values(), found.counts, strict=True)
    ]
    noise = _("Each number is changed a little by chance, usually by {n} at most.", n=usually_within())
    pieces = [text(title + "\n".join(lines)), text(f"-# {noise}")]
    if found.lines:
        said = shortened(bullets(plain(one) for one in found.lines), 3_000)
        return card(*pieces, line(), text(f"**{_('In their words')}**\n{said}"))
    return card(*pieces)
