"""Everything a person reads, in their language.

Source texts are UK English and are their own keys. ``_`` translates at once, in
the locale that is being spoken; ``N_`` makes a ``Message`` that is translated when
it is shown (errors raised deep inside, labels of long-lived things). Values are
named and put in with ``str.format`` after translating.

Which locale is spoken is a context variable, set by whoever opens the door to a
person: public texts follow the community's locale, private ones the person's.
"""

import datetime
import gettext
import io
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en-GB"
CATALOGUES = Path(__file__).parent / "catalogues"

_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)
_loaded: dict[str, gettext.NullTranslations] = {SOURCE: gettext.NullTranslations()}


def _load(catalogue: Path) -> gettext.NullTranslations:
    # The .po file people edit is the one that runs: no compiled copy can be stale.
    compiled = io.BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def install(locale: str, translations: gettext.NullTranslations) -> None:
    """Make ``locale`` available (a catalogue found on disk, or a test's own)."""
    _loaded[locale] = translations


def available() -> list[str]:
    """The locales that can be spoken, the source first."""
    return list(_loaded)


def nearest(locale: str | None) -> str:
    """The available locale for what a client or a person asks for: ``fr-FR`` → ``fr`` → the source."""
    if not locale:
        return SOURCE
    if locale in _loaded:
        return locale
    language = locale.split("-")[0]
    return next((known for known in _loaded if known.split("-")[0] == language), SOURCE)


@contextmanager
def speaking(locale: str | None) -> Generator[None]:
    """Within this block, texts are in the available locale nearest to ``locale``."""
    token = _spoken.set(nearest(locale))
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(locale: str | None) -> None:
    """From here to the end of the current task, texts are in the locale nearest to ``locale``."""
    _spoken.set(nearest(locale))


def spoken() -> str:
    return _spoken.get()


def name_of(locale: str) -> str:
    """A language's name in itself, for choosing one: ``cy`` → ``Cymraeg``."""
    try:
        name = Locale.parse(locale, sep="-").get_display_name() or locale
    except (UnknownLocaleError, ValueError):
        return locale
    return name[:1].upper() + name[1:]


def _(msgid: str, /, **values: object) -> str:
    """``msgid`` in the spoken locale, with ``values`` put in."""
    text = _loaded[_spoken.get()].gettext(msgid)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The form for ``n``, which is a value called ``n`` as well."""
    return _loaded[_spoken.get()].ngettext(one, many, n).format(n=n, **values)


def babel_locale() -> str:
    """The spoken locale as Babel writes it: ``en_GB``."""
    return _spoken.get().replace("-", "_")


def day(date: datetime.date) -> str:
    """A date in words as the spoken locale writes it: ``3 November 2026``."""
    return format_date(date, "long", locale=babel_locale())


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be translated when it is shown; ``str()`` shows it in the spoken locale."""

    msgid: str
    values: dict[str, object] = field(default_factory=dict[str, object])

    def __str__(self) -> str:
        return _(self.msgid, **{k: str(v) if isinstance(v, Message) else v for k, v in self.values.items()})


def N_(msgid: str, /, **values: object) -> Message:  # noqa: N802 - gettext's own name for it
    return Message(msgid, values)


for _path in sorted(CATALOGUES.glob("*.po")):
    install(_path.stem, _load(_path))
