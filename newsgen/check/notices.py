"""What readers are told of an error, held against the facts as they were and as they are: a note cannot lie either.

clause of what was wrong    its figures are facts as they were told, its quotations stood in the earlier text
clause of what is right     its figures are facts as they are now, its quotations stand in the text
the whole                   every figure that was printed wrong is named, with what is right, and nothing else is
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsgen.check import figures as fg
from newsgen.check import guards
from newsgen.check.lexicon import lexicon
from newsgen.model import Fact, Finding, Severity, Unit

_QUOTE = re.compile(r"“([^“”]*)”")
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|;\s*|,\s+(?=not\s|rather than\s|instead of\s)|\s+(?=rather than\s|instead of\s)")
_WRONG = re.compile(
    r"\b(?:earlier|originally|previously|at first|initially|also (?:gave|said)|misstated|misreported|wrongly"
    r"|incorrectly|mistakenly|erroneously|in error|was wrong|not|rather than|instead of|had (?:given|said|put)"
    r"|first (?:gave|said|put|reported)|recap of .{3,20} (?:gave|said))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:not|rather than|instead of)\b", re.IGNORECASE)
_RIGHT = re.compile(r"\b(?:should have|correct(?:ly)?|is right)\b", re.IGNORECASE)
_NAMES = frozenset((*fg.WINDOW_OF, *fg.NAME_MARKS.values(), *fg.AVERAGE_MARKS.values(), *fg.SPAN_MARKS.values()))
_SIZES = frozenset((Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.POINTS, Unit.COUNT, Unit.RATIO, Unit.INDEX, Unit.RATE))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fact that was printed wrong: as it was told and as it is now (None: it is not known any more).

    `printed` is how it was printed, `right` how it is printed now, "" where it is not.
    """

    was: Fact
    now: Fact | None
    printed: str
    right: str = ""


def check_notice(
    text: str,
    wrong: Sequence[Wrong],
    *,
    earlier: str,
    later: str,
    never: Iterable[str] = (),
    changed: Sequence[tuple[str, str]] = (),
) -> tuple[Finding, ...]:
    """A BLOCK for everything in a note that is not so, that it leaves out, or that belittles the error.

    `earlier` and `later` are the words of the article as they were and as they are, for what the note quotes;
    `never` are words that the house does not use.  `changed` are sentences before and after: where no fact was wrong,
    but an editor's words, the figures of a note are theirs.
    """
    sentences = [] if wrong else changed
    found = [*_belittling(text, never), *_residue(text)]
    told: list[tuple[bool, str, bool]] = []  # wrong or right, figure or quotation, whether it is a quotation
    for clause, was_wrong in _clauses(text):
        for quote in _QUOTE.findall(clause):
            told.append((was_wrong, quote, True))
            if not _stands(quote, earlier if was_wrong else later):
                which = "was never in the text" if was_wrong else "is not in the text as it stands now"
                found.append(_finding(f"“{quote}” {which}", "Quote the text word for word."))
        plain = _QUOTE.sub("", clause)
        for figure in _figures(plain):
            told.append((was_wrong, figure.text, False))
            said = any(_says(figure, plain, fact) for fact in _facts(wrong, was=was_wrong))
            if not said and not any(_holds(pair[not was_wrong], figure.text) for pair in sentences):
                found.append(_denied(figure.text, was_wrong))
    found += [_left_out(one, was) for one in wrong for was in _missing(one, told)]
    return tuple(dict.fromkeys(found))


def _clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Each clause with whether it says what was wrong; a quotation belongs to the words that introduce it."""
    kept = _QUOTE.findall(text)
    bare = _QUOTE.sub("“”", text)
    quotes = iter(kept)
    for part in _parts(re.sub(r"“”(?=\s+[A-Z])", "“”.", bare)):
        clause = re.sub("“”", lambda _: f"“{next(quotes)}”", part)
        words = _QUOTE.sub("", clause)
        yield clause, bool(_WRONG.search(words)) and not _RIGHT.search(words)


def _parts(text: str) -> Iterator[str]:
    """The text cut into clauses; "not $475 million" ends where another thing begins."""
    for part in _CLAUSE.split(text):
        yield from re.split(r",?\s+(?=(?:and|but|while)\s)", part) if _NOT.match(part) else (part,)


def _figures(clause: str) -> list[fg.Figure]:
    """The figures of a clause but for those that are part of a name, as "24 hours", and for dates."""
    return [one for one in fg.shape(clause)[1] if one.mark not in _NAMES and one.mark not in (fg.DAY, fg.YEAR)]


def _facts(wrong: Sequence[Wrong], *, was: bool) -> list[Fact]:
    return [fact for one in wrong for fact in ((one.was,) if was else (one.now,)) if fact is not None]


def _says(figure: fg.Figure, clause: str, fact: Fact) -> bool:
    """Whether the figure is the fact's, and no coin or side is named beside it that the fact is not about."""
    coins, sides = _named(clause)
    about = fact.about
    if (coins and about.coin and about.coin not in coins) or (sides and about.side and about.side not in sides):
        return False
    value = fact.value
    if isinstance(value, int | float) and fact.unit in _SIZES:
        return fg.rounds_to(float(value), figure) or abs(value) == abs(figure.value)
    if fact.unit is Unit.TIME and figure.mark == fg.TIME and hasattr(value, "hour"):
        return bool(value.hour * 60 + value.minute == figure.value)  # type: ignore[union-attr]
    return False


def _missing(one: Wrong, told: Sequence[tuple[bool, str, bool]]) -> Iterator[bool]:
    """True where what was wrong is not named, False where what is right is not."""
    if not any(wrong and _holds(text, one.printed) for wrong, text, _ in told):
        yield True
    if one.right and not any(not wrong and _holds(text, one.right) for wrong, text, _ in told):
        yield False


def _holds(text: str, printed: str) -> bool:
    """Whether a figure or quotation of the note holds what was printed, in this form or another of the same size."""
    if printed.lower() in text.lower():
        return True
    mine, theirs = _figures(printed), _figures(text)
    return bool(mine) and all(any(_same(one, other) for other in theirs) for one in mine)


def _same(one: fg.Figure, other: fg.Figure) -> bool:
    return fg.rounds_to(one.value, other) or fg.rounds_to(other.value, one) or one.value == other.value


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    """A pattern for the names of each coin and of each side."""
    found: dict[str, dict[str, list[str]]] = {"coin": {}, "side": {}}
    for _, phrases in lexicon().phrases.values():
        for words, senses in phrases.items():
            for group, value in senses:
                if group in found:
                    found[group].setdefault(value, []).append(" ".join(words))
    coins, sides = (
        {
            value: re.compile(rf"\b(?:{'|'.join(map(re.escape, said))})(?:['’]s|s)?\b", re.I)
            for value, said in one.items()
        }
        for one in found.values()
    )
    return coins, sides


def _named(clause: str) -> tuple[set[str], set[str]]:
    coins, sides = _words()
    named = {coin for coin, pattern in coins.items() if pattern.search(clause)}
    told = {side for side, pattern in sides.items() if pattern.search(clause)}
    return named - {"market"}, set() if "both" in told else told


def _stands(quote: str, text: str) -> bool:
    return " ".join(quote.split()) in " ".join(text.split())


def _belittling(text: str, never: Iterable[str]) -> Iterator[Finding]:
    bare = _QUOTE.sub("", text)
    for word in never:
        if re.search(rf"\b{re.escape(word)}\b", bare, re.IGNORECASE):
            yield _finding(f"“{word}” is no word for an error", "Say what was wrong and what is right.")


def _residue(text: str) -> Iterator[Finding]:
    if guards.is_dirty(text) or not text.strip() or text.strip()[-1] not in ".”":
        yield _finding("the note is no finished sentence", "Write it out, up to the full stop.")


def _denied(figure: str, was_wrong: bool) -> Finding:
    message = (
        f"{figure} is no figure that was printed wrong" if was_wrong else f"{figure} is not what the facts say now"
    )
    return _finding(message, "Print the figure of the fact that is corrected.")


def _left_out(one: Wrong, was: bool) -> Finding:
    message = f"{one.printed} was wrong and is not named" if was else f"{one.right} is right and is not named"
    return _finding(message, "A correction names both what was wrong and what is right.", (one.was.id,))


def _finding(message: str, hint: str, facts: tuple[str, ...] = ()) -> Finding:
    return Finding("X1", Severity.BLOCK, f"{message[0].upper()}{message[1:]}.", "correction", facts, hint)
