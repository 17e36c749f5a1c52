"""How far somebody has come, and what they take away: for themselves alone."""

import discord

from bot.reflection.entries import Book
from bot.texts import _, ngettext
from bot.ui.cards import card, shortened, text
from bot.ui.replies import plain


def progress(words: str) -> discord.ui.LayoutView:
    """The picture, and the same in words."""
    view = card(text(f"### {_('For yourself')}\n{shortened(plain(words), 3_500)}"))
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
    gallery.add_item(media="attachment://progress.png", description=shortened(words, 1_024))
    view.add_item(gallery)
    return view


def exported(book: Book) -> str:
    count = ngettext("{n} reflection is in the file.", "{n} reflections are in the file.", len(book.reflections))
    stays = _("A file sent through Discord stays with Discord: dismiss this message once you have it.")
    locked = _("{n} can’t be opened, because Heronry’s key was changed or lost.", n=book.locked) if book.locked else ""
    return " ".join(part for part in (count, locked, stays) if part)
