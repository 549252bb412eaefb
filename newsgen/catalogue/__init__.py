"""The catalogue: every fact id that can exist, with its unit, its sentence and what it is about.

A name in a rule or a template that is not here is an error when the file is loaded.
In the catalogue but not known on a day: the day's facts say why it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from newsgen.catalogue import context, liquidations, past, prices
from newsgen.catalogue.measures import MEASURES
from newsgen.catalogue.names import (
    COIN_PLACES,
    COINS,
    FLOW_ASSETS,
    INDICES,
    MAJORS,
    OTHERS,
    TALLY,
    VENUE_PLACES,
    Row,
)
from newsgen.model import Declared

__all__ = [
    "CATALOGUE",
    "COINS",
    "COIN_PLACES",
    "FLOW_ASSETS",
    "INDICES",
    "MAJORS",
    "MEASURES",
    "OTHERS",
    "TALLY",
    "VENUE_PLACES",
]


def _rows() -> Iterator[Row]:
    yield from context.calendar()
    yield from liquidations.liquidations()
    yield from liquidations.series()
    yield from liquidations.echo()
    for coin in COINS:
        yield from liquidations.coin_liquidations(coin)
        yield from prices.light_prices(coin)
    for coin in MAJORS:
        yield from prices.full_prices(coin)
        yield from past.long_prices(coin)
    yield from past.pair()
    yield from context.comparison()
    for asset in FLOW_ASSETS:
        yield from context.flows(asset)
    yield from context.stocks()
    yield from context.mood()


CATALOGUE: Mapping[str, Declared] = MappingProxyType({row[0]: Declared(*row) for row in _rows()})
