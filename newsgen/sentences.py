"""Plain Markdown as blocks and sentences, for all who read what is written; the checker has a reader of its own.

Nothing is lost: `join(sentences(text)) == text` for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PARAGRAPH, HEADING, ITEM, TABLE, OTHER = "paragraph", "heading", "list item", "table", "other"

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_END = re.compile(r"[.!?…][.!?…”’\"')\]*_]*(\s+)(?=\S)")
_WORD = re.compile(r"\S+\Z")
_SHORT = re.compile(
    r"([ap]\.m|u\.s|u\.k|e\.u|u\.n|e\.g|i\.e|etc|vs|approx|est|no|mr|mrs|ms|dr|st|inc|corp|ltd|co"
    r"|jan|feb|aug|sept|oct|nov|dec)\.",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:[A-Z]\.)+\Z")
_LONGEST = 40  # characters of what is no end of a sentence, as "approx." or "U.S."
_OPENERS = "“‘\"'([*_"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text with the white space before it: a paragraph, a heading, a list item, a table or another."""

    kind: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a whole heading or table, with the white space that stands before it.

    The last one of a text may be empty: it carries the white space at the end.
    """

    lead: str
    text: str
    kind: str = PARAGRAPH


def sentences(text: str) -> tuple[Sentence, ...]:
    """The text as sentences; nothing is lost."""
    return tuple(sentence for block in blocks(text) for sentence in _of_block(block))


def split(text: str) -> list[str]:
    """The sentences alone, without the white space between them."""
    return [sentence.text for sentence in sentences(text) if sentence.text]


def join(parts: Iterable[Sentence | Block]) -> str:
    """The text that such parts stand for."""
    return "".join(part.lead + part.text for part in parts)


def blocks(text: str) -> tuple[Block, ...]:
    """The text as blocks; white space at its end is a last block without text."""
    made: list[Block] = []
    for kind, part in _grouped(text):
        bare = part.strip()
        lead, rest = (part, "") if not bare else (part[: part.index(bare)], part[part.index(bare) + len(bare) :])
        before = made.pop().lead if made and not made[-1].text else ""
        made.append(Block(kind, before + lead, bare))
        if bare and rest:
            made.append(Block(OTHER, rest, ""))
    return tuple(made)


def _grouped(text: str) -> Iterator[tuple[str, str]]:
    """Lines that belong together, each group with its kind; empty lines are a group of their own."""
    kind, group, fence = "", "", ""
    for line in _LINE.findall(text):
        now = OTHER if fence else _kind(line, kind)
        mark = _FENCE.match(line)
        starts = not fence and (now != kind or now in (HEADING, "") or (now == ITEM and _ITEM.match(line)) or mark)
        if starts and group:
            yield kind, group
            group = ""
        kind, group = now, group + line
        if mark:
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
            kind = kind if fence else "fenced"
    if group:
        yield kind, group


def _kind(line: str, before: str) -> str:
    bare = line.strip()
    if not bare:
        return ""
    if re.match(r" {0,3}#{1,6}(\s|$)", line):
        return HEADING
    if _ITEM.match(line):
        return ITEM
    if bare.startswith("|"):
        return TABLE
    if bare.startswith(("<!--", ">", "```", "~~~")):
        return OTHER
    return before if before in (PARAGRAPH, ITEM, OTHER) else PARAGRAPH


def _of_block(block: Block) -> Iterator[Sentence]:
    kind = block.kind if block.kind in (HEADING, ITEM, TABLE, PARAGRAPH) else OTHER
    if kind not in (PARAGRAPH, ITEM):
        yield Sentence(block.lead, block.text, kind)
        return
    lead, start = block.lead, 0
    for end in _END.finditer(block.text):
        if _ends(block.text, end):
            yield Sentence(lead, block.text[start : end.start(1)], kind)
            lead, start, kind = end.group(1), end.end(), PARAGRAPH
    yield Sentence(lead, block.text[start:], kind)


def _ends(text: str, end: re.Match[str]) -> bool:
    """Whether a sentence ends here: not after an abbreviation or initial, and not before a small letter."""
    after = text[end.end() :].lstrip(_OPENERS)[:1]
    if after.islower():
        return False
    before = text[max(0, end.start() - _LONGEST) : end.start() + 1]
    word = _WORD.search(before)
    bare = word.group().lstrip(_OPENERS) if word else ""
    if _SHORT.fullmatch(bare) or _INITIAL.fullmatch(bare):
        return False
    return end.start() > _LONGEST or not re.fullmatch(r"(?:[-*+]|\d{1,9}[.)])", before.strip())
