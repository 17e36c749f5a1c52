"""Following a project, on screen."""

from collections.abc import Iterator
from typing import Any

import discord

from bot.following.entries import Way
from bot.projects.entries import Project
from bot.texts import _
from bot.ui.cards import button, card, row, text
from bot.ui.replies import brief

Button = discord.ui.Button[Any]


def choosing(one: Project, way: Way, *, role: bool, takes_messages: bool) -> discord.ui.LayoutView:
    """The ways in which one can hear of a project; ``role`` says whether Heronry can give its role."""
    title = f"### {_('Follow {project}', project=brief(one.name, 200))}"
    if one.archived_at is not None:
        archived = _("It is archived, so there is no news of it to follow.")
        if way is Way.NOTHING:
            return card(text(f"{title}\n{archived}"))
        return card(text(f"{title}\n{_now(one, way)}\n{archived}"), row(_stop(one)))
    said = [title, _now(one, way)]
    if way is Way.MESSAGE and not takes_messages:
        said.append(_("You have since switched such messages off in /preferences, so none comes."))
    said.append(
        _("A direct message comes outside your quiet hours. By choosing it you say yes to “News of projects and topics "
          "that I follow”; /preferences takes that back.")
    )  # fmt: skip
    if one.role_id is not None and not role:
        said.append(_("Its role can't be given just now: Heronry may not. The other ways work."))
    return card(text("\n".join(said)), row(*_ways(one, way, role=role)))


def _now(one: Project, way: Way) -> str:
    return {
        Way.ROLE: _("You follow it by its role, {role}.", role=f"<@&{one.role_id}>" if one.role_id else _("none")),
        Way.MESSAGE: _("You follow it by direct message."),
        Way.DIGEST: _("You follow it in the digest alone. /digest subscribe has it sent to you."),
        Way.NOTHING: _("You don't follow it. How would you like to hear of it?"),
    }[way]


def _ways(one: Project, way: Way, *, role: bool) -> Iterator[Button]:
    if one.role_id is not None and role:
        yield _way(one, way, Way.ROLE, _("By its role"))
    yield _way(one, way, Way.MESSAGE, _("By direct message"))
    yield _way(one, way, Way.DIGEST, _("In the digest"))
    if way is not Way.NOTHING:
        yield _stop(one)


def _stop(one: Project) -> Button:
    return button(_("Not any more"), "projects:hear", one.id, Way.NOTHING.value)


def _way(one: Project, now: Way, way: Way, label: str) -> Button:
    return button(label, "projects:hear", one.id, way.value, disabled=now is way)


def chosen(one: Project, way: Way, *, role_stays: bool) -> discord.ui.LayoutView:
    """How somebody hears of a project from now on."""
    done = _now(one, way) if way is not Way.NOTHING else _("You don't follow it any more.")
    said = f"### {brief(one.name, 200)}\n{done}"
    if role_stays:
        said += "\n" + _("Heronry couldn't take its role off you. Please ask a facilitator to.")
    again = [] if one.archived_at is not None else [row(button(_("Change"), "projects:follow", one.id))]
    return card(text(said), *again)
