"""What is true of a day that the fakes serve: every value that sound answers can give, whoever gives it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from newsgen.gather import CHAINS, Chain, Need, gather, readers, sheaves
from newsgen.market import Market, read_market
from newsgen.measure import measure, prepare
from newsgen.model import Article, Facts, Value
from newsgen.settings import Settings
from newsgen.wire import Answer, Gathered, Sheaf

CLOSE = 0.005  # two sound sources of one price differ by less
# Everybody at once, also those who would only step in.
ALL = tuple(
    Chain(chain.what, (tuple(one for tier in chain.tiers for one in tier),), chain.loses, 99) for chain in CHAINS
)


def gathered(need: Need, environment: dict[str, str], chains: Sequence[Chain] = CHAINS) -> Gathered:
    """What the fakes behind this environment answer, with real sockets."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        return asyncio.run(gather(need, readers(), clock=lambda: need.now, deadline=60.0, chains=chains))
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def need_of(as_of: datetime, since: datetime | None = None) -> Need:
    """The need of a live run at that moment."""
    topics = ("candles", "liquidations", "flows", "sentiment", "indices", "open_interest", "funding")
    day: date = as_of.astimezone(UTC).date()
    return Need(day, as_of, as_of, Settings().coins, dict.fromkeys(topics, since) if since else {})


def bound(answers: Iterable[Answer]) -> tuple[Sheaf, ...]:
    """The rows of sound answers."""
    return sheaves(answers, readers())[0]


def market_of(found: Sequence[Sheaf], now: datetime) -> Market:
    """The market of these rows alone."""
    return read_market([], now=now, sheaves=found)


class Truth:
    """Every value of every fact that sound answers give: all together, those of each source, and all but one source."""

    def __init__(self, day: Gathered) -> None:
        self.day = day
        self.rows = {answer.file: bound((answer,)) for answer in day.answers}
        self.values: dict[str, list[Value]] = {}
        names = {answer.source for answer in day.answers}
        for chosen in (
            day.answers,
            *([one for one in day.answers if one.source == name] for name in sorted(names)),
            *([one for one in day.answers if one.source != name] for name in sorted(names)),
        ):
            self.add(self.facts([sheaf for answer in chosen for sheaf in self.rows[answer.file]]))

    def facts(self, found: Sequence[Sheaf]) -> Facts:
        """What is known of the day from these rows."""
        return measure(prepare(market_of(found, self.day.now)), self.day.day, self.day.as_of, now=self.day.now)

    def without(self, answer: Answer) -> None:
        """Also what is true where one answer is missing."""
        self.add(self.facts([one for file, found in self.rows.items() if file != answer.file for one in found]))

    def add(self, facts: Facts) -> None:
        """These facts are true."""
        for fact in facts.known.values():
            known = self.values.setdefault(fact.id, [])
            if not any(same(fact.value, one, 0.0) for one in known):
                known.append(fact.value)

    def wrong(self, article: Article, facts: Facts) -> tuple[tuple[str, str, Any], ...]:
        """The printed figures that no sound answer gives: fact, as printed, its value."""
        found = {}
        for printed in article.figures:
            fact = facts.known.get(printed.fact)
            if fact is None or not any(same(fact.value, one) for one in self.values.get(fact.id, ())):
                found[printed.fact] = (printed.fact, printed.text, fact.value if fact else None)
        return tuple(found.values())


def same(value: Value, other: Value, close: float = CLOSE) -> bool:
    """Whether two values say the same, numbers within a part of each other."""
    if isinstance(value, int | float) and isinstance(other, int | float):
        return abs(value - other) <= close * max(abs(value), abs(other)) + (
            1e-9 if close == 0 else 0.05 * (abs(other) < 2)
        )
    return value == other


def with_body(answer: Answer, body: bytes) -> Answer:
    """The answer as if it had come with another body."""
    return replace(answer, body=body, sha256=hashlib.sha256(body).hexdigest())
