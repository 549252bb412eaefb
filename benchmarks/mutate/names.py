"""Lies about who: another coin, the other side, another venue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random

from benchmarks.mutate.copy import Change, Copy, Edit
from benchmarks.mutate.truth import same_print, same_way
from benchmarks.mutate.words import (
    BETS,
    COIN_NAMES,
    NEED_A_BET,
    PERIPHRASES,
    PLAIN_WORDS,
    REPLACEMENTS,
    SIDE_IDIOMS,
    SIDES,
    VENUES,
    like,
)  # fmt: skip
from newsgen.model import Fact, Unit


def coin(copy: Copy, random: Random) -> Iterator[Change]:
    """A coin's name, ticker or periphrasis replaced by another coin's."""
    for field, text in copy.prose.items():
        mentions = list(_mentions(text))
        for n, (start, end, ticker) in enumerate(mentions):
            before = mentions[n - 1][1] if n else 0
            after = mentions[n + 1][0] if n + 1 < len(mentions) else len(text)
            others = [other for other in REPLACEMENTS if other != ticker]
            new = _instead(text[start:end], ticker, random, others)
            if new is None:
                continue
            other, name = new
            edits = [Edit(field, start, end, name)]
            if beside := re.match(rf" \({ticker}\)", text[end:]):
                edits.append(Edit(field, end + 2, end + beside.end() - 1, other))
            true = _coin_true(copy, field, (start, max(start, after)), (before, start), ticker, other)
            yield Change("coin", text[start:end].lower(), tuple(edits), "true of that coin too" if true else "")


def _mentions(text: str) -> Iterator[tuple[int, int, str]]:
    end = 0
    for match in _coin_pattern().finditer(text):
        word = match[0]
        ticker = _tickers().get(word.lower())
        if ticker is None or match.start() < end or (word.lower() in PLAIN_WORDS and not word.isupper()):
            continue
        end = match.end()
        yield match.start(), end, ticker


@cache
def _tickers() -> dict[str, str]:
    table = {name.lower(): ticker for ticker, names in COIN_NAMES.items() for name in names}
    return {**{ticker.lower(): ticker for ticker in COIN_NAMES}, **table, **PERIPHRASES}


@cache
def _coin_pattern() -> re.Pattern[str]:
    names = sorted(_tickers(), key=len, reverse=True)
    return re.compile(r"(?<![\w$@])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def _instead(old: str, ticker: str, random: Random, others: list[str]) -> tuple[str, str] | None:
    if old.lower() in PERIPHRASES:
        new = random.choice([phrase for phrase, coin in PERIPHRASES.items() if coin != ticker])
        return PERIPHRASES[new], like(old, new)
    other = random.choice(others)
    if old == ticker and ticker not in COIN_NAMES[ticker]:
        return other, other
    name = COIN_NAMES[other][0]
    return other, like(old, name) if not old.isupper() else (
        name if name.isupper() else like("B", name) if old[:1].isupper() else name
    )


def _coin_true(
    copy: Copy, field: str, ahead: tuple[int, int], behind: tuple[int, int], ticker: str, other: str
) -> bool:
    """Whether what is said of the coin, up to the next name or since the last one, is as true of the other."""
    start, end = copy.sentence(field, ahead[0])
    for span in ((ahead[0], min(ahead[1], end)), (max(behind[0], start), behind[1])):
        figures = [f for f in copy.within(field, span) if f.fact is not None and f.fact.about.coin == ticker]
        words = [fact for fact in copy.words(field, span) if fact.about.coin == ticker]
        if figures or words:
            twins = [(figure, copy.facts.known.get(_twin(figure.fact, ticker, other))) for figure in figures]
            return all(same_print(figure, twin) for figure, twin in twins) and all(
                same_way(fact, copy.facts.known.get(_twin(fact, ticker, other))) for fact in words
            )
    return False


def _twin(fact: Fact | None, ticker: str, other: str) -> str:
    """The id of the same fact of another coin; "" where the catalogue has none."""
    if fact is None or not fact.id.startswith(ticker.lower()):
        return ""
    return other.lower() + fact.id.removeprefix(ticker.lower())


def side(copy: Copy, random: Random) -> Iterator[Change]:  # noqa: ARG001
    """Long for short in every form."""
    for field, text in copy.prose.items():
        idioms = [match.span() for match in SIDE_IDIOMS.finditer(text)]
        for match in _side_pattern().finditer(text):
            word = match[1]
            if word.lower() in NEED_A_BET and not BETS.search(text[: match.start()]):
                continue
            excluded = ""
            if any(start <= match.start() < end for start, end in idioms):
                excluded = "idiom or both sides named"
            elif _side_true(copy, field, match.start()):
                excluded = "true of that side too"
            edit = Edit(field, *match.span(1), like(word, SIDES[word.lower()]))
            yield Change("side", word.lower(), (edit,), excluded)


@cache
def _side_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(" + "|".join(sorted(SIDES, key=len, reverse=True)) + r")(?![\w])", re.IGNORECASE)


def _side_true(copy: Copy, field: str, at: int) -> bool:
    """Whether the amounts of a side, up to the next word for one or since the last, are the other side's too."""
    start, end = copy.sentence(field, at)
    words = [match.start() for match in _side_pattern().finditer(copy.fields[field]) if start <= match.start() < end]
    before = max((place for place in words if place < at), default=start)
    after = min((place for place in words if place > at), default=end)
    for span in ((at, after), (before, at)):
        facts = [(f, f.fact) for f in copy.within(field, span) if f.fact is not None and f.fact.about.side]
        if facts:
            return all(same_print(figure, copy.facts.known.get(_other_side(fact))) for figure, fact in facts)
    return False


def _other_side(fact: Fact) -> str:
    """The id of the same fact of the other side; "" where there is none."""
    side, other = ("long", "short") if fact.about.side == "long" else ("short", "long")
    if fact.id.startswith("liq.side_"):
        return f"liq.{other}{fact.id.removeprefix('liq.side').removesuffix('_usd')}"
    return fact.id.replace(side, other) if side in fact.id else ""


def venue(copy: Copy, random: Random) -> Iterator[Change]:
    """A venue replaced by another that its sentence does not name."""
    known = {
        name for fact in copy.facts.known.values() if fact.unit is Unit.VENUE for name in str(fact.value).split("+")
    }
    names = sorted((known | set(VENUES)) - {"*", ""})
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, names)) + r")(?!\w|'s HYPE)")
    for field, text in copy.prose.items():
        for match in pattern.finditer(text):
            start, end = copy.sentence(field, match.start())
            others = [name for name in names if name not in text[start:end]]
            pool = [name for name in others if name in known] or others
            new = random.choice(pool if random.random() < 0.5 else others)
            true = _venue_true(copy, field, (start, end), match[1], new)
            yield Change(
                "venue", match[1], (Edit(field, *match.span(1), new),), "true of that venue too" if true else ""
            )


def _venue_true(copy: Copy, field: str, span: tuple[int, int], old: str, new: str) -> bool:
    """Whether the venue's figures in the sentence are the other venue's too."""
    places = {
        str(fact.value): fact.id.partition(".")[0] for fact in copy.facts.known.values() if fact.id.endswith(".name")
    }
    if old not in places or new not in places:
        return False
    own = [f for f in copy.within(field, span) if f.fact is not None and f.fact.id.startswith(places[old] + ".")]
    twins = [copy.facts.known.get(f.fact.id.replace(places[old], places[new], 1)) for f in own]  # type: ignore[union-attr]
    return bool(own) and all(same_print(figure, twin) for figure, twin in zip(own, twins, strict=True))
