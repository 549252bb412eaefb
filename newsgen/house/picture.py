"""One picture as its folder writes it: `chart.toml`, checked and translated when the house is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from newsgen.catalogue import COINS, MAJORS, VENUE_PLACES
from newsgen.errors import HouseError
from newsgen.house.angle import TOPICS, Judged, judged, words_of
from newsgen.house.names import Names, did_you_mean, ended
from newsgen.house.values import Values
from newsgen.model import Facts

KEYS = ("title", "kind", "coin", "angles", "topics", "needs", "when", "score", "boost")
TEXTS = ("title", "alt", "caption", "table", "columns")  # blocks that every picture has
# What is drawn, and the blocks that write its labels; those of one bar each are told for every coin or place.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "sides": ("long", "short"),
    "venues": tuple(f"venue{place}" for place in range(1, VENUE_PLACES + 1)),
    "price": ("level", "end"),
    "days": ("day", "then"),
    "flows": ("session",),
})  # fmt: skip
LEAST = 10  # points of a series that make a picture


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that an article may have: what it draws, when it is true, and which stories it shows."""

    name: str
    title: str
    kind: str
    coin: str  # "btc", or "" for the market
    angles: tuple[str, ...]
    topics: tuple[str, ...]
    rule: Judged

    @property
    def series(self) -> str:
        """The series that it draws, or "" where it draws facts alone."""
        return {"price": f"price.{self.coin}", "flows": f"flows.{self.coin}", "days": "liquidations.days"}.get(
            self.kind, ""
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The blocks that write its labels."""
        return KINDS[self.kind]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The coins that `coin` stands for in its words."""
        return _subjects(self.kind, self.coin)

    def can_be_drawn(self, facts: Facts, values: Values) -> bool:
        """Whether all that it needs is known and its condition holds."""
        if not all(need in facts.known for need in self.rule.needs) or not self.rule.when.judge(values)[0]:
            return False
        if not self.series:
            return True
        series = facts.series.get(self.series)
        return series is not None and sum(None not in point.values for point in series.points) >= LEAST

    def worth(self, values: Values) -> float:
        """Its score today."""
        return self.rule.score.of(values) + sum(
            boost.add.of(values) for boost in self.rule.boosts if boost.when.judge(values)[0]
        )


def read_picture(
    name: str, table: Mapping[str, Any], where: str, thresholds: Mapping[str, float], angles: Mapping[str, object]
) -> Picture:
    """The picture that a chart.toml describes; raises HouseError for what does not fit."""
    for key in table:
        if key not in KEYS:
            raise HouseError(f"{where}: `{key}` is not a key of a chart; {ended(did_you_mean(key, KEYS))}")
    for key in ("title", "kind", "when", "score"):
        if key not in table:
            raise HouseError(f"{where}: there is no `{key}`; write it as in templates/README.md.")
    kind, coin = str(table["kind"]), str(table.get("coin", ""))
    _known(kind, KINDS, "a kind of chart", where)
    if kind in ("price", "flows"):
        _known(coin, [coin.lower() for coin in MAJORS], "a coin with such a series", where)
    for key, known in (("angles", angles), ("topics", TOPICS)):
        for word in words_of(table, key, where):
            _known(word, known, "an angle" if key == "angles" else "a topic", where)
    names = Names(where, _subjects(kind, coin), thresholds)
    return Picture(
        name=name,
        title=str(table["title"]),
        kind=kind,
        coin=coin,
        angles=words_of(table, "angles", where),
        topics=words_of(table, "topics", where),
        rule=judged(table, names, coin),
    )


def _known(word: str, known: Mapping[str, object] | list[str] | tuple[str, ...], what: str, where: str) -> None:
    if word not in known:
        raise HouseError(f"{where}: `{word}` is not {what}; {ended(did_you_mean(word, known))}")


def _subjects(kind: str, coin: str) -> tuple[str, ...]:
    if kind == "sides":
        return tuple(coin.lower() for coin in COINS)
    return (coin,) if coin else ()
