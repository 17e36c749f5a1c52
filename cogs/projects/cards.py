"""Projects on screen."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten
from typing import Any

import discord

from bot.community.media import Media
from bot.projects.entries import STATUSES, Fitting, Helper, Link, Mine, Page, Project, Shown, Sort
from bot.texts import _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, menu, pages, row, shortened, text
from bot.ui.replies import brief, plain

Button = discord.ui.Button[Any]
MINE_SHOWN, ARCHIVED_SHOWN = 4, 25
"""Of the projects that somebody is in, and of those that they follow: a message holds at most 40 components; and of
those that are archived, a menu 25."""
LONGEST_CARD, LONGEST_SUMMARY = 4_000, 1_500
"""Characters of all texts of a message, which is Discord's limit, and of the summary among them."""
LONGEST_ABOUT = 40
"""Characters of a skill's name, as a button holds it beside the rest."""


def project(what: Shown, picture: Media | None = None) -> discord.ui.LayoutView:
    """A project's card; ``picture`` is sent along with it. Each part has its share of what fits on one card, and the
    summary what the others leave."""
    one = what.project
    head, facts = f"### {_title(one)}\n{_under(what)}", "\n".join(_facts(one))
    wanted = "\n".join(_wanted(one)) if one.wanted or one.note else ""
    pieces: list[Piece] = [text(head)]
    if picture is not None:
        pieces.append(_gallery(picture))
    if one.summary:
        left = LONGEST_CARD - len(head) - len(facts) - len(wanted)
        pieces.append(text(brief(one.summary, min(LONGEST_SUMMARY, left))))
    if facts:
        pieces.append(text(facts))
    if wanted:
        pieces += [line(), text(wanted)]
    if one.links:
        pieces.append(row(*(_opening(link) for link in one.links)))
    if what.listed:
        pieces.append(row(*_entries(what)))
    return card(*pieces, row(*_ways(what)))


def _title(one: Project) -> str:
    title = brief(one.title, 200)
    return f"{title} ({brief(one.short, 60)})" if one.short else title


def _under(what: Shown) -> str:
    one = what.project
    facts = [str(STATUSES[one.status])]
    if one.archived_at is not None:
        facts.append(_("archived"))
    if what.lead_left:
        facts.append(_("whoever led it has left; facilitators can name another lead"))
    elif one.lead_id is not None:
        facts.append(_("led by {person}", person=f"<@{one.lead_id}>"))
    else:
        facts.append(_("nobody leads it just now"))
    return " · ".join(facts)


def _facts(one: Project) -> Iterator[str]:
    if one.partners:
        yield f"**{_('Partners')}** {brief(one.partners, 350)}"
    if one.themes:
        yield f"**{_('Themes')}** {brief(', '.join(one.themes), 350)}"
    if one.places:
        yield f"**{_('Places')}** {brief(', '.join(one.places), 350)}"
    if one.team:
        yield f"**{_('Team')}** " + ", ".join(f"<@{member_id}>" for member_id in one.team)


def _wanted(one: Project) -> Iterator[str]:
    yield f"**{_('Help wanted')}** {brief(', '.join(one.wanted), 350)}".rstrip()
    if one.note:
        yield brief(one.note, 350)


def _opening(link: Link) -> Button:
    told = {
        Sort.FILM: _("Watch: {what}", what=link.label),
        Sort.PODCAST: _("Listen: {what}", what=link.label),
        Sort.PAGE: _("Read: {what}", what=link.label),
    }[link.sort]
    return discord.ui.Button(label=shortened(told, 80), url=link.url)


def _entries(what: Shown) -> Iterator[Button]:
    """To the directory entries of those in it; five fit in a row."""
    for member_id, name in what.listed[:5]:
        label = shortened(_("Entry: {name}", name=name), 80)
        yield button(label, "directory:entry", what.project.guild_id, member_id)


def _ways(what: Shown) -> Iterator[Button]:
    one = what.project
    yield button(_("Follow"), "projects:follow", one.id, style=discord.ButtonStyle.primary)
    if one.pictures:
        counted = ngettext("{n} picture", "{n} pictures", len(one.pictures))
        yield button(counted, "projects:picture", one.id, 0)
    if one.thread_id is not None:
        yield discord.ui.Button(
            label=_("Discuss"), url=f"https://discord.com/channels/{one.guild_id}/{one.thread_id}"
        )  # fmt: skip
    if what.may_edit and one.wanted:
        yield button(_("Who could help?"), "projects:help", one.id)
    if what.may_edit:
        yield button(_("Edit"), "projects:edit", one.id)


def _gallery(picture: Media) -> discord.ui.MediaGallery[discord.ui.LayoutView]:
    made = discord.ui.MediaGallery[discord.ui.LayoutView]()
    made.add_item(media=f"attachment://{picture.name}", description=picture.alt)
    return made


def picture(one: Project, shown: Media, number: int) -> discord.ui.LayoutView:
    """One of a project's pictures, with what it shows in words, and the way to the others."""
    pieces: list[Piece] = [text(f"### {_title(one)}"), _gallery(shown), text(brief(shown.alt, 600))]
    if len(one.pictures) > 1:
        following = (number + 1) % len(one.pictures)
        pieces.append(row(button(_("Next picture"), "projects:picture", one.id, following)))
    return card(*pieces)


def listed(page: Page) -> discord.ui.LayoutView:
    """A page of the projects there are."""
    if not page.total:
        return card(text(_("There are no projects here yet. A facilitator adds one with /manage-projects add.")))
    count = ngettext("{n} project", "{n} projects", page.total)
    pieces: list[Piece] = [text(f"### {count}"), *map(_brief, page.shown)]
    return card(*pieces, *([pages("projects:page", page=page.page, last=page.last)] if page.last else []))


def found(about: str, fitting: Sequence[Project]) -> discord.ui.LayoutView:
    """What fits a question, best first."""
    if not fitting:
        return card(text(_("No project here fits that. Other words may; /projects list shows them all.")))
    return card(text(f"### {_('Projects about “{query}”', query=brief(about, 200))}"), *map(_brief, fitting))


def _brief(one: Project, *, theirs: bool = False) -> Piece:
    """A project on a list; one of their own projects needs fewer words."""
    said = [f"**{_title(one)}** · {STATUSES[one.status]}"]
    if one.summary:
        said.append(brief(shorten(one.summary, 60 if theirs else 120, placeholder="…"), 90 if theirs else 160))
    if one.wanted and not theirs:
        said.append("-# " + _("Help wanted: {skills}", skills=brief(", ".join(one.wanted), 150)))
    return beside("\n".join(said), button(_("Show"), "projects:show", one.id))


def mine(what: Mine) -> discord.ui.LayoutView:
    """The projects that somebody is in, and those that they follow."""
    within, followed, archived = what.within, what.followed, what.archived[:ARCHIVED_SHOWN]
    if not within and not followed and not archived:
        return card(text(_("You are in no project, and follow none. /projects list shows those there are.")))
    pieces: list[Piece] = []
    if within:
        pieces.append(text(f"### {_('Projects that you are in')}"))
        for one in within[:MINE_SHOWN]:
            pieces += [_brief(one, theirs=True), row(button(_("Take me off"), "projects:leave", one.id))]
    if followed:
        pieces += [
            text(f"### {_('Projects that you follow')}"),
            *(_brief(one, theirs=True) for one in followed[:MINE_SHOWN]),
        ]
    if more := max(0, len(within) - MINE_SHOWN) + max(0, len(followed) - MINE_SHOWN):
        said = ngettext("And {n} more: /projects list shows it.", "And {n} more: /projects list shows them.", more)
        pieces.append(text(f"-# {said}"))
    if archived:
        told = brief(", ".join(one.name for one in archived), 300)
        names = ngettext("You still follow an archived project: {names}.",
                         "You still follow archived projects: {names}.", len(archived), names=told)  # fmt: skip
        options = [discord.SelectOption(label=shortened(one.name, 100), value=str(one.id)) for one in archived]
        pieces += [text(names), menu("projects:stop-following", hint=_("Not any more"), options=options)]
    return card(*pieces)


def left(one: Project, *, led: bool) -> discord.ui.LayoutView:
    """That somebody is off a project, and what becomes of it if they led it."""
    said = _("You are off {project}.", project=brief(one.name, 200))
    if led:
        said += "\n" + _("Nobody leads it now. A facilitator can name somebody else; please tell them.")
    return card(text(said))


def for_me(fitting: Sequence[Fitting]) -> discord.ui.LayoutView:
    """Projects that look for what somebody offers."""
    if not fitting:
        none = _("No project looks for what your directory entry offers just now. /projects list shows all of them.")
        return card(text(none))
    pieces: list[Piece] = [text(f"### {_('Projects that look for what you offer')}")]
    for one in fitting:
        wants = _("Looks for: {skills}", skills=brief(", ".join(one.skills), 200))
        said = f"**{_title(one.project)}**\n{wants}"
        pieces.append(beside(said, button(_("Show"), "projects:show", one.project.id)))
    return card(*pieces, text("-# " + _("Nobody learns that you looked.")))


def helpers(one: Project, who: Sequence[Helper]) -> discord.ui.LayoutView:
    """Who knows what a project wants, each with why and how to reach them."""
    title = _("Who could help {project}?", project=brief(one.name, 200))
    if not who:
        none = _("Nobody here has said they can help with that yet. Other words for the skills may find somebody, or "
                 "ask the group in a channel.")  # fmt: skip
        return card(text(f"### {title}\n{none}"))
    pieces: list[Piece] = [text(f"### {title}")]
    for helper in who:
        knows = _("knows {skills}", skills=brief(", ".join(helper.skills), 300))
        said = f"**{brief(helper.name, 100)}** · <@{helper.member_id}>\n{knows}"
        about = helper.skills[0] if len(helper.skills[0]) <= LONGEST_ABOUT and helper.skills[0].isascii() else ""
        show = button(_("Show entry"), "directory:entry", one.guild_id, helper.member_id)
        ask = button(_("Ask for an introduction"), "introductions:ask", one.guild_id, helper.member_id, about)
        pieces += [line(), text(said), row(show, ask)]
    return card(*pieces)


def editing(one: Project, *, facilitates: bool, notes: Sequence[str] = ()) -> discord.ui.LayoutView:
    """What can be changed of a project, and what has just been done."""
    said = [f"### {_title(one)}", *notes]
    pictures = [plain(picture.alt) for picture in one.pictures]
    pieces: list[Piece] = [text("\n".join(said))]
    pieces.append(
        row(
            button(_("What it is"), "projects:about", one.id, style=discord.ButtonStyle.primary),
            button(_("Themes, links, help"), "projects:more", one.id),
            button(_("Who is in it"), "projects:people", one.id),
            button(_("Show"), "projects:show", one.id),
        )
    )
    if pictures:
        drop = [
            button(_("Remove picture {n}", n=n), "projects:drop-picture", one.id, kept.media_id)
            for n, kept in enumerate(one.pictures, start=1)
        ]
        pieces += [text(f"**{_('Pictures')}**\n{bullets(pictures)}"), row(*drop)]
    tell = (
        _("To tell those who follow it some news: /manage-announcements compose.")
        if facilitates
        else _("To tell those who follow it some news: ask a facilitator to announce it.")
    )
    pieces.append(
        text(f"-# {_('To add a picture: give it, and what it shows, with the command /projects edit.')}\n-# {tell}")
    )
    if facilitates:
        put_away = _("Archive") if one.archived_at is None else _("Bring it back")
        word = "yes" if one.archived_at is None else "no"
        pieces.append(row(button(put_away, "projects:archive", one.id, word)))
    return card(*pieces)


def named(projects: Iterable[Project]) -> Iterable[tuple[str, int]]:
    """Projects as they are chosen while typing."""
    return ((f"{one.short}: {one.title}" if one.short else one.title, one.id) for one in projects)
