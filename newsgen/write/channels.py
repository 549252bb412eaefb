"""How long a text is as each channel counts it, and how much each channel takes.

X: https://docs.x.com/fundamentals/counting-characters.  Bluesky and Mastodon count what a reader sees as one character,
Threads an emoji by its UTF-8 bytes, Telegram and LinkedIn units of UTF-16.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

LINK = 23  # what X and Mastodon count for a link of any length
_LINKS = re.compile(r"https?://\S+")
_LIGHT = (
    (0, 0x10FF),
    (0x2000, 0x200D),
    (0x2010, 0x201F),
    (0x2032, 0x2037),
)  # what weighs one on X; the rest weighs two
_PLAIN = re.compile(r"[\n\x20-\u02ff\u2010-\u2027]*")  # nothing in it is joined to anything
_JOINER, _EMOJI_STYLE, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_FLAGS, _TONES, _TAGS = (0x1F1E6, 0x1F1FF), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F)


class Channel(NamedTuple):
    """The most that a channel takes, how it counts, and the room that a desk's link needs in the text."""

    most: int
    count: Callable[[str], int]
    link: int = 0


def weighted(text: str) -> int:
    """Length on X: a link is 23, an emoji two, a character of a wide script or a bullet two, others one."""
    bare, links = _LINKS.subn("", unicodedata.normalize("NFC", text))
    return links * LINK + sum(2 if _is_emoji(seen) else sum(map(_weight, seen)) for seen in clusters(bare))


def graphemes(text: str) -> int:
    """Length on Bluesky: what a reader sees as characters."""
    return len(clusters(text))


def linked(text: str) -> int:
    """Length on Mastodon: what a reader sees as characters, a link 23."""
    bare, links = _LINKS.subn("", text)
    return links * LINK + graphemes(bare)


def heavy_emoji(text: str) -> int:
    """Length on Threads: an emoji counts by its bytes."""
    return sum(len(seen.encode()) if _is_emoji(seen) else len(seen) for seen in clusters(text))


def units(text: str) -> int:
    """Length in units of UTF-16, where an emoji is at least two."""
    return len(text.encode("utf-16-le")) // 2


CHANNELS: Mapping[str, Channel] = MappingProxyType({
    "x": Channel(280, weighted, LINK + 1),
    "bluesky": Channel(300, graphemes),  # a card carries the link
    "mastodon": Channel(500, linked, LINK + 1),
    "threads": Channel(500, heavy_emoji),
    "linkedin": Channel(3000, units),
    "telegram": Channel(4096, units),
    "telegram_caption": Channel(1024, units),
})  # fmt: skip


def clusters(text: str) -> list[str]:
    """What a reader sees as single characters: letters with their accents, and emoji with all they are joined of."""
    if _PLAIN.fullmatch(text):
        return list(text)
    found: list[str] = []
    for character in text:
        if found and _joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(cluster: str, character: str) -> bool:
    code = ord(character)
    if cluster[-1] in "\r\n":
        return cluster == "\r" and character == "\n"
    return (
        unicodedata.category(character)[0] == "M"
        or character in (_JOINER, "\u200c")
        or _within(code, _TONES)
        or _within(code, _TAGS)
        or (cluster[-1] == _JOINER and _is_picture(code))
        or (len(cluster) == 1 and _within(ord(cluster), _FLAGS) and _within(code, _FLAGS))
    )


def _is_emoji(cluster: str) -> bool:
    return any(_is_picture(ord(character)) or character in (_EMOJI_STYLE, _KEYCAP) for character in cluster)


def _is_picture(code: int) -> bool:
    return 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or code in (0x2B50, 0x2B55)


def _weight(character: str) -> int:
    return 1 if any(_within(ord(character), light) for light in _LIGHT) else 2


def _within(code: int, span: tuple[int, int]) -> bool:
    return span[0] <= code <= span[1]
