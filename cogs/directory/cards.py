"""The directory on screen: answers and entries."""

from collections.abc import Iterator, Sequence

import discord

from bot.community.backgrounds import STAGES, CareerStage, Setting
from bot.directory.answers import Constraint, ConstraintKind, How, Match, MatchedSkill
from bot.directory.entries import Level, Openness, Profile
from bot.directory.service import Found, Overview
from bot.texts import N_, Message, _, day, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, row, text
from bot.ui.replies import brief, cut, plain
from bot.ui.router import custom_id

QUERY_ID = 1
"""The text component of an answer that holds the question: other pages are found from it again,
so that paging works after a restart and the question is stored nowhere."""

LONGEST_ABOUT = 40
"""Characters of a skill's name, as a button holds it beside the rest."""

SETTINGS: dict[Setting, Message] = {
    Setting.ACADEMIC: N_("academic"),
    Setting.CLINICAL: N_("clinical"),
    Setting.COMMUNITY: N_("community"),
}
OPENNESS: dict[Openness, Message] = {
    Openness.QUESTIONS: N_("questions"),
    Openness.MENTORING: N_("mentoring"),
    Openness.COLLABORATION: N_("collaboration"),
    Openness.SPEAKING: N_("speaking"),
}
LEVELS: dict[Level, Message] = {
    Level.CAN_TEACH: N_("can teach"),
    Level.CONFIDENT: N_("confident"),
    Level.LEARNING: N_("learning"),
}


def answer(found: Found) -> discord.ui.LayoutView:
    """Who fits the question, five a page, each with why and how to reach them."""
    if not found.matches:
        return card(*_nobody(found))
    pieces: list[Piece] = [text(_asked(found), id=QUERY_ID), text(_count(found))]
    for match in found.matches:
        about, ways = _person(match, redacted=found.redacted), [*_ways(match, found)]
        pieces.append(line())
        pieces += [beside(about, ways[0])] if len(ways) == 1 else [text(about), row(*ways)]
    if found.pages > 1:
        place = _("Page {page} of {pages}", page=found.page + 1, pages=found.pages)
        pieces += [line(), text(f"-# {place}"), row(*_pages(found))]
    return card(*pieces)


def _ways(match: Match, found: Found) -> Iterator[discord.ui.Button[discord.ui.LayoutView]]:
    """To a person: their entry, for those who may see it, and being introduced."""
    member_id, about = match.profile.member_id, match.skills[0].name if match.skills else ""
    if not found.redacted:
        yield button(_("Show entry"), "directory:entry", found.guild_id, member_id)
    # The skill goes along in the button; one whose name is too long for that is asked about without it.
    said = about if len(custom_id("", about)) <= LONGEST_ABOUT else ""
    yield button(_("Ask for an introduction"), "introductions:ask", found.guild_id, member_id, said)


def _asked(found: Found) -> str:
    return f"### {plain(found.query)}"


def asked(content: str) -> str:
    """The escaped question out of an answer's heading."""
    return content.removeprefix("### ")


def _count(found: Found) -> str:
    if found.more:
        counted = _("More than {n} people fit; these are the closest {n}.", n=found.total)
    else:
        counted = ngettext("{n} person fits.", "{n} people fit.", found.total)
    readings = [
        _("“{term}” can mean: {skills}.", term=plain(reading.term), skills=", ".join(reading.skills))
        for reading in found.understood.readings
    ]
    return "\n".join([counted, *readings])


def _nobody(found: Found) -> Iterator[Piece]:
    yield text(_asked(found), id=QUERY_ID)
    yield text(_("Nobody here has said they can help with that yet."))
    if found.nearest:
        yield text(_("The nearest skills that someone has: {skills}.", skills=", ".join(map(plain, found.nearest))))
    yield row(button(_("Ask the group"), "directory:ask-group"))


def _person(match: Match, *, redacted: bool) -> str:
    profile = match.profile
    name, why = f"**{brief(profile.display_name, 100)}**", cut(_why(match), 340)
    if redacted and not profile.role:
        return f"{name}\n{why}"
    role = f" · {brief(profile.role, 120)}" if profile.role else ""
    # A mention in a card pings nobody (no reply of Heronry's does); it opens the person's profile.
    mention = "" if redacted else f" · <@{profile.member_id}>"
    return f"{name}{role}{mention}\n{why}"


def _why(match: Match) -> str:
    """“can teach NVivo; also: thematic analysis”, and the conditions that are met."""
    first, *others = [_skill(skill) for skill in match.skills] or [""]
    reasons = [first] if first else []
    if others:
        reasons.append(_("also: {reasons}", reasons=", ".join(others)))
    reasons += [_condition(condition) for condition in match.met]
    why = "; ".join(reasons) or _("fits your words")
    if match.unmet:
        why += "\n-# " + _("Not said in their entry: {conditions}", conditions=", ".join(map(_condition, match.unmet)))
    return why


def _skill(skill: MatchedSkill) -> str:
    name, to_what = plain(skill.name), plain(skill.asked)
    held = {
        Level.CAN_TEACH: _("can teach {skill}", skill=name),
        Level.CONFIDENT: _("confident with {skill}", skill=name),
        Level.LEARNING: _("learning {skill}", skill=name),
        None: name,
    }[skill.level]
    return {
        How.DIRECT: held,
        How.NARROWER: _("{skill} (a kind of {asked})", skill=held, asked=to_what),
        How.BROADER: _("{skill} (which takes in {asked})", skill=held, asked=to_what),
        How.RELATED: _("{skill} (related to {asked})", skill=held, asked=to_what),
        How.TEXT: _("writes about {skill} in their entry", skill=name),
    }[skill.how]


def _condition(condition: Constraint) -> str:
    value = condition.value
    match condition.kind:
        case ConstraintKind.STAGE:
            return str(STAGES[CareerStage(value)])
        case ConstraintKind.SETTING:
            return _("works in {setting} settings", setting=SETTINGS[Setting(value)])
        case ConstraintKind.OPEN_TO:
            return _("open to {what}", what=OPENNESS[Openness(value)])
        case ConstraintKind.LEVEL:
            return str(LEVELS[Level(value)])
        case _:
            return plain(value)


def _pages(found: Found) -> Iterator[discord.ui.Button[discord.ui.LayoutView]]:
    yield button(_("Previous"), "directory:page", found.guild_id, found.page - 1, disabled=found.page == 0)
    yield button(_("Next"), "directory:page", found.guild_id, found.page + 1, disabled=found.page + 1 == found.pages)


def entry(profile: Profile) -> discord.ui.LayoutView:
    """Someone's entry, as whoever looks may see it."""
    return card(*said(profile))


def said(profile: Profile) -> Iterator[Piece]:
    """What an entry says. Each part has its share of what fits on one card, escapes counted."""
    heading = f"### {brief(profile.display_name, 160)}"
    if profile.pronouns:
        heading += f" ({brief(profile.pronouns, 80)})"
    yield text(f"{heading}\n{_about(profile)}".strip())
    if profile.skills:
        yield line()
        yield text(f"**{_('Skills')}**\n{bullets(_skills(profile, 1_300))}")
    yield line()
    yield text("\n\n".join(_more(profile)))


def _skills(profile: Profile, limit: int) -> Iterator[str]:
    """Skills with their levels, as many as ``limit`` characters hold, and how many more there are."""
    left = limit
    for number, skill in enumerate(profile.skills):
        shown = f"{plain(skill.name)} · {LEVELS[skill.level]}"
        left -= len(shown) + len("- \n")
        if left < 0:
            more = len(profile.skills) - number
            yield ngettext("and {n} more", "and {n} more", more)
            return
        yield shown


def _about(profile: Profile) -> str:
    facts = [
        brief(profile.role, 240),
        str(STAGES[profile.career_stage]) if profile.career_stage else "",
        ", ".join(str(SETTINGS[setting]) for setting in sorted(profile.settings)),
        f"<@{profile.member_id}>",
    ]
    return " · ".join(fact for fact in facts if fact)


def _more(profile: Profile) -> Iterator[str]:
    if profile.interests:
        yield f"**{_('Interests')}** {brief(profile.interests, 500)}"
    if profile.bio:
        yield brief(profile.bio, 700)
    open_to = ", ".join(str(OPENNESS[item]) for item in sorted(profile.open_to))
    yield f"**{_('Open to')}** {open_to or _('nothing said yet')}"
    if profile.confirmed_on:
        yield "-# " + _("Last confirmed: {date}", date=day(profile.confirmed_on))


def overview(counts: Overview, wanted: Sequence[str]) -> discord.ui.LayoutView:
    """How the directory stands, for facilitators; ``wanted`` is what many have looked for and nobody has."""
    lines = [
        ngettext("{n} person has an entry.", "{n} people have an entry.", counts.entries),
        ngettext(
            "{n} is hidden until that person agrees, in /profile view.",
            "{n} are hidden until those people agree, in /profile view.",
            counts.hidden,
        ),
        ngettext("{n} may be found by newcomers.", "{n} may be found by newcomers.", counts.findable_by_newcomers),
    ]
    pieces: list[Piece] = [text(f"### {_('The directory')}\n" + bullets(lines))]
    if wanted:
        looked = _("At least 8 people have looked for these, and nobody here has them:")
        pieces += [line(), text(f"{looked}\n{bullets(map(plain, wanted[:25]))}")]
    return card(*pieces)
