"""One's own entry on screen: as it is, being made, and who sees what of it."""

from collections.abc import Iterator

import discord

from bot.directory.editing import Own, SkillsSaved, StillRight
from bot.directory.entries import Profile, Sight
from bot.directory.visibility import FIELDS, sight_of
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, text
from bot.ui.replies import plain
from cogs.directory.cards import said

SIGHTS: dict[Sight, Message] = {
    Sight.NEWCOMERS: N_("everyone, newcomers too"),
    Sight.MEMBERS: N_("members"),
    Sight.FACILITATORS: N_("facilitators"),
    Sight.NOBODY: N_("nobody but you"),
}


def own(entry: Own) -> discord.ui.LayoutView:
    """A person's own entry with what can be done about it; without one, what an entry is and how to begin."""
    if entry.profile is None:
        return card(*_what_it_is(), row(_begin()))
    profile = entry.profile
    pieces: list[Piece] = [*said(profile), line(), text("\n".join(_standing(entry, profile)))]
    if not entry.listed:
        pieces.append(row(button(_("Agree and be listed"), "directory:agree", style=discord.ButtonStyle.primary)))
    else:
        pieces.append(row(_newcomers(profile), button(_("Still right"), "directory:confirm")))
    return card(*pieces, row(*_steps()))


def editing(entry: Own) -> discord.ui.LayoutView:
    """The steps of an entry, each a form that is saved by itself."""
    if entry.profile is None:
        return card(*_what_it_is(), row(_begin()))
    return card(
        text(f"### {_('Your directory entry')}\n" + "\n".join(_standing(entry, entry.profile))),
        text(_("Each part is a form of its own, saved when you send it. Everything but your name may stay empty.")),
        row(*_steps()),
    )


def _what_it_is() -> Iterator[Piece]:
    yield text(
        f"### {_('Your directory entry')}\n"
        + _(
            "The directory helps people here find someone who can help. An entry says what you know, how well, and "
            "what you may be asked for. Members of the group can find and read it; newcomers only if you say so. "
            "You decide who sees each part, and can change, pause or delete it at any time."
        )
    )
    yield text(
        "-# "
        + _(
            "Nothing is shown to anybody until you have agreed to be listed, which is asked last. What you write may "
            "tell people about your health, ethnicity or life; write only what you're happy for them to know."
        )
    )


def _begin() -> discord.ui.Button[discord.ui.LayoutView]:
    return button(_("Begin"), "directory:about", style=discord.ButtonStyle.primary)


def _steps() -> Iterator[discord.ui.Button[discord.ui.LayoutView]]:
    yield button(_("About you"), "directory:about")
    yield button(_("What you know"), "directory:skills")
    yield button(_("Interests and story"), "directory:story")
    yield button(_("Open to, and who finds you"), "directory:openness")


def _standing(entry: Own, profile: Profile) -> Iterator[str]:
    if not entry.listed:
        yield _(
            "**Hidden**: only you see this entry. You haven't agreed to be listed. If you do, members of the group can "
            "find and read it; if you don't want it kept at all, /profile delete removes it."
        )
        return
    yield _("**Listed**: members can find you.")
    if profile.paused_until:
        until = f"<t:{int(profile.paused_until.timestamp())}:D>"
        yield _("**Paused**: nobody finds you until {date}. /profile pause changes it.", date=until)
    if profile.findable_by_newcomers:
        yield _(
            "Newcomers may find you: they see your name and what you know of the skill they asked about, and what you "
            "opened to them with /profile visibility."
        )
    else:
        yield _("Newcomers can't find you.")


def _newcomers(profile: Profile) -> discord.ui.Button[discord.ui.LayoutView]:
    if profile.findable_by_newcomers:
        return button(_("Hide me from newcomers"), "directory:newcomers", "off")
    return button(_("Let newcomers find me"), "directory:newcomers", "on")


def skills(saved: SkillsSaved) -> discord.ui.LayoutView:
    """What was saved, and how words were understood."""
    lines = [ngettext("Your entry lists {n} skill now.", "Your entry lists {n} skills now.", len(saved.profile.skills))]
    lines += [
        _("“{typed}” is kept as {skill}, as others write it.", typed=plain(typed), skill=plain(name))
        for typed, name in saved.renamed
    ]
    if saved.unknown:
        lines.append(
            _(
                "Heronry doesn't know {names} yet, and keeps the words as you wrote them. "
                "A facilitator will look at them.",
                names=", ".join(map(plain, saved.unknown)),
            )
        )
    return card(text(f"### {_('Saved')}\n{bullets(lines)}"), row(*_steps()))


def visibility(profile: Profile) -> discord.ui.LayoutView:
    """Who sees which part."""
    lines = [f"{title}: {SIGHTS[sight_of(profile.visibility, field)]}" for field, title in FIELDS.items()]
    return card(
        text(f"### {_('Who sees what of your entry')}\n{bullets(lines)}"),
        text("-# " + _("Your name and skills are seen by everyone who may find you. What isn't seen isn't searched.")),
    )


def confirm_delete() -> discord.ui.LayoutView:
    warning = _("It can't be brought back. To be left alone for a while, /profile pause is enough.")
    delete = button(_("Delete it"), "directory:delete", style=discord.ButtonStyle.danger)
    return card(
        text(f"### {_('Delete your entry?')}\n{warning}"),
        row(delete, button(_("Keep it"), "directory:keep")),
    )


def deleted() -> discord.ui.LayoutView:
    return card(
        text(
            _("Your entry is deleted.")
            + "\n-# "
            + _("If the facilitators keep a list of their own with you on it, ask them to take you off it.")
        )
    )


def kept() -> discord.ui.LayoutView:
    return card(text(_("Your entry is as it was.")))


def still_right(asked: StillRight) -> discord.ui.LayoutView:
    """The question, twice a year, to those who agreed to it."""
    return card(
        text(f"### {_('Is your directory entry still right?')}"),
        *said(asked.profile),
        row(button(_("Still right"), "directory:still-right", asked.guild_id, style=discord.ButtonStyle.primary)),
        text("-# " + _("To change it, type /profile edit on the server. /preferences ends these questions.")),
    )


def confirmed() -> discord.ui.LayoutView:
    return card(text(_("Thank you. Your entry counts as confirmed today.")))
