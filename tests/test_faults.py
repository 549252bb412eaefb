"""A fault in one answer of a day: the article is right, shorter, held or not told; never wrong."""

from __future__ import annotations

from tests.gate_kit import END, facts_of, held, whole
from tests.measure_kit import liquidation


def test_a_small_venue_is_any_part_of_all_venues_and_a_large_one_is_not_nothing() -> None:
    """At midnight a list's 24 hours of each venue are days of their own; BitMEX may well have 0.2 % of everything."""
    small = liquidation(END, coin="BTC", venues="BitMEX", long=3e5, short=2e5)
    large = liquidation(END, coin="BTC", venues="Binance", long=3e5, short=2e5)
    assert not held(facts_of(liquidations=[whole(), small]), "S1")
    assert held(facts_of(liquidations=[whole(), large]), "S1")
