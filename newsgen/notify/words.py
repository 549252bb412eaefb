"""What a message says, before any channel puts its own marks around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from newsgen.model import Bulletin

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ready": "Ready for review",
        "published": "Published",
        "held": "Held for a person",
        "blocked": "Blocked",
        "failed": "Failed",
        "missed": "Did not run",
        "corrected": "Corrected",
        "withdrawn": "Withdrawn",
        "waiting": "Waiting for approval",
    }
)
KINDS = tuple(LABELS)
MADE_UP = "[Made-up data] "
# Units of UTF-16: together they are below what the narrowest platform takes as one message.
TITLE, POINT, FINDINGS, SENTENCE, LINK, POINTS = 300, 500, 500, 1000, 1000, 3
_JOINERS = "\u200c\u200d"  # hold an emoji or a word together
_ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\]+")


@dataclass(frozen=True, slots=True)
class Message:
    """One line each, in plain words; `link` is a web address or ""."""

    title: str
    points: tuple[str, ...]
    findings: str
    sentence: str
    link: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands under the title, each part on a line of its own."""
        bullets = tuple(f"• {point}" for point in self.points)
        return tuple(line for line in (*bullets, self.findings, self.sentence) if line)


def message_of(bulletin: Bulletin) -> Message:
    """The words of a bulletin: a headline, up to three points, findings in one line, what is to be done, a link."""
    about = plain(bulletin.headline) or f"{plain(bulletin.series)} {bulletin.day or ''}".strip()
    label = LABELS.get(bulletin.kind, plain(bulletin.kind).capitalize())
    points = tuple(fit(point, POINT) for point in map(plain, bulletin.points[:POINTS]) if point)
    return Message(
        fit(f"{MADE_UP if bulletin.sample else ''}{label}: {about}", TITLE),
        points,
        fit(plain(bulletin.findings), FINDINGS),
        fit(plain(bulletin.sentence), SENTENCE),
        _address(bulletin.link),
    )


def plain(text: str) -> str:
    """The text as one line, without signs that only control how others are shown.

    >>> plain(" two\\r\\n  lines \\u202e")
    'two lines'
    """
    return " ".join("".join(map(_seen, text)).split())


def units(text: str) -> int:
    """The length of a text as chat platforms count it: in units of UTF-16."""
    return len(text) + sum(one > "\uffff" for one in text)


def fit(text: str, limit: int, escape: Callable[[str], str] = str) -> str:
    """The escaped text in at most `limit` units; what is cut off is cut between signs and leaves an ellipsis.

    `escape` works on each character alone, so that no escape is torn.

    >>> fit("a <b> c", 6, lambda one: one.replace("<", "&lt;"))
    'a…'
    """
    if units(whole := escape(text)) <= limit:
        return whole
    room, kept = limit - 1, 0
    for one in text:
        room -= units(escape(one))
        if room < 0:
            break
        kept += 1
    while kept and _one_sign(text[kept - 1], text[kept]):
        kept -= 1
    return f"{escape(text[:kept].rstrip())}…"


def _seen(one: str) -> str:
    kind = unicodedata.category(one)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind == "Cs" or (kind == "Cf" and one not in _JOINERS) else one


def _one_sign(before: str, after: str) -> bool:
    """Whether the second belongs to the first: a mark over it, a skin tone, a part of a joined emoji."""
    return unicodedata.category(after)[0] == "M" or after in _JOINERS or before in _JOINERS or "🏻" <= after <= "🏿"


def _address(link: str) -> str:
    """A web address as it is, "" for anything else."""
    try:
        host = urlsplit(link).hostname
    except ValueError:
        return ""
    return link if host and units(link) <= LINK and _ADDRESS.fullmatch(link) else ""
