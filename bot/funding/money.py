"""Amounts of money as funders write them: read where they can't be mistaken, and always kept in the funder's words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from bot.texts import babel_locale

LARGEST = 10**13
CURRENCIES = {"£": "GBP", "gbp": "GBP", "€": "EUR", "eur": "EUR", "us$": "USD", "usd": "USD"}
SIGNS = {"GBP": "£", "EUR": "€", "USD": "US$"}
SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(?P<part>\d{1,6}))?"
_SCALE = rf"(?: ?(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})\b)?"
_SIGN_FIRST = re.compile(rf"(?<![\w$-])(?P<sign>£|€|us\$|gbp|eur|usd) ?{_NUMBER}{_SCALE}(?![.,]?\d|\w| \d{{3}}(?!\d))")
_SIGN_LAST = re.compile(
    rf"(?<![\w.,$£€-])(?<!\d ){_NUMBER}{_SCALE} ?(?P<sign>gbp|eur|usd|pounds?|euros?|us dollars?|€)(?!\w)"
)
_SIGN = re.compile(r"[£€$]|\b(?:gbp|eur|usd|pounds?|euros?|dollars?)\b")
_RANGE = re.compile(r"^ ?(?:-|to|and|or) ?[£€$]?\d")


@dataclass(frozen=True, slots=True)
class Money:
    """So much, in a currency (ISO 4217)."""

    currency: str
    value: Decimal


def money(words: str) -> Money | None:
    """The one amount that words name, such as "up to £40K per project"; None where there is none, or any doubt.

    A dollar may be anybody's, "€40.000" forty thousand or forty, and "£10K-£40K" are two: nothing is guessed.
    """
    said = re.sub(r"[–—−]", "-", " ".join(words.casefold().split()))
    found = [*_SIGN_FIRST.finditer(said), *_SIGN_LAST.finditer(said)]
    if len(found) != 1 or len(_SIGN.findall(said)) != 1:
        return None
    [match] = found
    part, scale = match["part"] or "", match["scale"]
    if _RANGE.match(said[match.end() :]) or (part and not scale and len(part) != 2):
        return None
    value = Decimal(f"{match['number'].replace(',', '')}.{part or 0}") * SCALES.get(scale or "", 1)
    currency = next(code for sign, code in {**CURRENCIES, "pound": "GBP", "us ": "USD"}.items()
                    if match["sign"].startswith(sign))  # fmt: skip
    return Money(currency, value) if 0 < value <= LARGEST else None


def written(amount: Money) -> str:
    """An amount as the spoken language writes it: ``£40,000``, ``€12.50``."""
    # The sign that people know, wherever they read it: some languages would write GBP.
    pattern = "#,##0" if amount.value == amount.value.to_integral_value() else "#,##0.00"
    return SIGNS[amount.currency] + format_decimal(amount.value, pattern, locale=babel_locale())


def in_words(words: str) -> str:
    """What the funder says, with the amount in figures beside it where that isn't in it already."""
    amount = money(words)
    figures = written(amount) if amount else ""
    return f"{words} ({figures})" if figures and figures not in words else words
