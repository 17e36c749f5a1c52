"""People's names as they are compared: however they are ordered, accented and capitalised."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")


def name_key(name: str) -> str:
    """ "Okafor, Márý" as "mary okafor"; empty when there is no letter in it."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(sorted(_WORD.findall(plain)))
