"""A day that only newsgen's own tally knows: told as a floor on named venues, and never held against anything else."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import Any

import pytest

from newsgen.catalogue import TALLY
from newsgen.measure import prepare
from newsgen.model import Facts, Severity
from newsgen.newsroom import Edition, tell
from tests.house_days import shipped
from tests.measure_kit import daily, liquidation, made, told, tracked

END, DAY = "2025-07-14 00:00", "2025-07-13"
VENUES = ("Binance", "Bybit", "OKX")
SQUEEZE = {"BTC": (40.16e6, 310.37e6), "ETH": (30.04e6, 50.09e6), "SOL": (8e6, 14e6), "XRP": (4e6, 9e6)}
Amounts = dict[str, tuple[float, float]]


def rows(end: str = END, amounts: Amounts = SQUEEZE, **about: Any) -> list[dict[str, Any]]:
    """What `newsgen.collect.tally` gives for a window: each coin and all coins, on each venue and on all by name."""
    whole = {**amounts, "*": (sum(a[0] for a in amounts.values()) + 5e6, sum(a[1] for a in amounts.values()) + 5e6)}
    found = []
    for venues, part in ((VENUES[0], 0.4), (VENUES[1], 0.4), (VENUES[2], 0.2), ("+".join(VENUES), 1.0)):
        for coin, (long, short) in whole.items():
            long, short = round(long * part, 2), round(short * part, 2)
            found.append(
                liquidation(
                    end,
                    coin=coin,
                    venues=venues,
                    long=long,
                    short=short,
                    total=long + short,
                    **{"source": TALLY, **about},
                )
            )
    return found


def edition(liquidations: list[dict[str, Any]]) -> Edition:
    prices = daily("2024-06-01", [60_000 + 150 * n for n in range(408)])
    prices += daily("2024-06-01", [2_500 + n for n in range(408)], coin="ETH")
    return tell(prepare(made(liquidations=liquidations, prices=prices)), date.fromisoformat(DAY), shipped())


def test_a_day_of_the_tally_alone_is_a_floor_on_its_venues():
    """Every sum is "at least", rounded down, with the venues named and newsgen as its source."""
    told_day = edition(rows())
    article = told_day.article
    text = " ".join((article.headline, article.dek, *article.key_points, article.body_md))
    assert "at least $465 million" in text  # 465.66 million: a floor is never rounded up
    assert "newsgen tally" in text
    assert "four coins on Binance, Bybit and OKX" in text
    for amount in re.finditer(r"\$[\d.]+(?: million|M\b)", text):
        assert text[: amount.start()].endswith("at least "), text[amount.start() - 40 : amount.end()]
    assert told_day.status == "draft", told_day.findings


def test_a_tally_is_not_ranked_and_has_no_records():
    """A year of it is no series: exchanges change what they tell, and a collector sleeps."""
    days = [row | {"source": TALLY} for row in tracked("2024-07-01", [1e8] * 378, venues="+".join(VENUES))]
    facts = told(made(liquidations=days), DAY)
    assert facts.value("liq.tracked") == 1
    assert not [name for name in facts.known if name.startswith(("series.", "callback.", "venue", "liq.ratio"))]


def test_a_tally_never_stands_beside_another_source():
    """Where an aggregator has the window, its figures are told, and the tally's venues are no parts of them."""
    whole = [liquidation(END, long=1e8, short=7e8, total=8e8), liquidation(END, venues="HTX", total=3e8)]
    alone, both = told(made(liquidations=whole), DAY), told(made(liquidations=whole + rows()), DAY)
    assert _liquidated(both) == _liquidated(alone)
    series = tracked("2025-01-01", [2e8] * 194, coins=("BTC", "ETH"))
    assert _liquidated(told(made(liquidations=series + rows()), DAY)) == _liquidated(
        told(made(liquidations=series), DAY)
    )


def test_a_set_of_venues_is_no_venue():
    """Rows of several venues are left out of the ranking of venues, whoever published them."""
    whole = [liquidation(END, total=8e8), liquidation(END, venues="HTX", total=3e8)]
    more = [*whole, liquidation(END, venues="Binance+OKX", total=7e8)]
    assert _liquidated(told(made(liquidations=more), DAY)) == _liquidated(told(made(liquidations=whole), DAY))


@pytest.mark.parametrize("seed", range(12))
def test_no_day_of_a_tally_is_told_wrongly(seed: int):
    """Random amounts of millions, mostly of one side or of both: no finding that blocks or holds."""
    rng = Random(seed)
    sides = ((0.12, 1.0), (1.0, 0.12), (1.0, 1.0))[seed % 3]
    amounts = {c: tuple(round(10 ** rng.uniform(7, 8.5) * side, 2) for side in sides) for c in SQUEEZE}
    found = edition(rows(amounts=amounts)).findings  # type: ignore[arg-type]
    assert not [finding for finding in found if finding.severity is not Severity.WARN]


def _liquidated(facts: Facts) -> dict[str, object]:
    return {
        name: fact.value
        for name, fact in facts.known.items()
        if name.startswith(("liq.", "series.", "venue", "callback.", "top"))
    }
