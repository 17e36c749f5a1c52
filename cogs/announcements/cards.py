"""Announcements as they are read, and topics as members see them."""

import io
from collections.abc import Sequence
from typing import Any

import discord

from bot.announcements.entries import Announcement, Said, Topic
from bot.community.media import Media
from bot.following.entries import Way
from bot.texts import _
from bot.ui.cards import Piece, button, card, line, menu, row, shortened, text
from bot.ui.replies import cut, plain

MOST_SHOWN = 4_000
"""Characters that a message shows in all its texts."""
LONGEST_WHY = 150
PAGE = 8
"""Topics on one page, each with a menu: a message holds at most 40 components."""


def said(one: Said, *, pinging: bool) -> discord.ui.LayoutView:
    """An announcement, as it looks in a channel (``pinging`` whom it pings) or to somebody who follows something."""
    announcement, picture = one.announcement, one.picture
    pieces: list[Piece] = [text(_pings(announcement))] if pinging and announcement.ping else []
    said = f"### {plain(announcement.title)}\n{announcement.text}"
    pieces.append(text(said))
    if picture is not None:
        shown = discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt or None)
        pieces.append(discord.ui.MediaGallery[Any](shown))
    if one.why:
        why = "-# " + _("This comes because you follow: {names}", names=plain(", ".join(one.why)))
        stop = button(_("Stop these messages"), "announcements:stop", announcement.guild_id, announcement.id)
        pieces += [text(cut(why, min(LONGEST_WHY, MOST_SHOWN - len(said)))), row(stop)]
    return card(*pieces)


def file_of(picture: Media | None) -> discord.File | None:
    """A picture, to be sent along; anew for each message."""
    if picture is None:
        return None
    return discord.File(io.BytesIO(picture.content), filename=picture.name, description=picture.alt or None)


def _pings(announcement: Announcement) -> str:
    everyone = "@everyone" if announcement.ping.everyone else ""
    role = f"<@&{announcement.ping.role_id}>" if announcement.ping.role_id else ""
    return f"{everyone} {role}".strip()


def topics(found: Sequence[tuple[Topic, Way]], page: int = 0) -> discord.ui.LayoutView:
    """Topics, each with a menu of the ways to follow it, the chosen one first to be seen."""
    if not found:
        return card(text(_("There are no topics to follow yet. A facilitator makes them. /projects list shows what "
                           "else you can follow.")))  # fmt: skip
    pieces: list[Piece] = [
        text(
            f"### {_('Topics to follow')}\n"
            + _(
                "Choose how you hear of each. Choosing messages is your yes to them; /preferences takes it back. "
                "To follow a project, press Follow on its card, which /projects list opens."
            )
        )
    ]
    last = (len(found) - 1) // PAGE
    start = min(max(page, 0), last) * PAGE
    for topic, way in found[start : start + PAGE]:
        about = f"\n{plain(topic.about)}" if topic.about else ""
        pieces.append(text(f"**{plain(topic.name)}**{about}"))
        hint = shortened(_("How you hear of {name}", name=topic.name), 150)
        pieces.append(menu("announcements:follow", topic.id, hint=hint, options=_ways(topic, way)))
    if last:
        back = button(_("Back"), "announcements:topics", start // PAGE - 1, disabled=start == 0)
        pieces += [line(), row(back, button(_("Next"), "announcements:topics", start // PAGE + 1,
                                            disabled=start // PAGE == last))]  # fmt: skip
    return card(*pieces)


def _ways(topic: Topic, way: Way) -> list[discord.SelectOption]:
    words = {
        Way.NOTHING: _("Not at all"),
        Way.MESSAGE: _("By direct message"),
        Way.ROLE: _("By a role, which may be pinged"),
        Way.DIGEST: _("In the digest alone"),
    }
    return [
        discord.SelectOption(label=label, value=value, default=value is way)
        for value, label in words.items()
        if value is not Way.ROLE or topic.role_id is not None
    ]


def followed(topic: Topic, way: Way, *, role_done: bool) -> str:
    """What a choice has done, in a line; ``role_done`` says whether its role was given or taken off, if need be."""
    name = plain(topic.name)
    done = {
        Way.NOTHING: _("You don't follow {name} any more.", name=name),
        Way.MESSAGE: _("You follow {name}, by direct message.", name=name),
        Way.ROLE: _("You follow {name}, by its role.", name=name),
        Way.DIGEST: _("You follow {name}, in the digest alone. /digest subscribe has it sent to you.", name=name),
    }[way]
    if role_done:
        return done
    if way is Way.ROLE:
        return _("You follow {name}, but Heronry can't give its role. Please tell a facilitator.", name=name)
    return done + " " + _("Heronry couldn't take its role off you. Please ask a facilitator to.")


def stopped(*, known: bool) -> discord.ui.LayoutView:
    """What a press on "Stop these messages" did; nothing where it is forgotten what the announcement was about."""
    if not known:
        return card(text(_("This announcement is so old that Heronry doesn't know any more what it was about, so "
                           "nothing was changed. On the server, /topics and /projects mine show what you follow, and "
                           "/preferences stops all such messages.")))  # fmt: skip
    return card(text(_("You get no more messages about this. On the server, /topics and /projects mine show what you "
                       "follow.")))  # fmt: skip
