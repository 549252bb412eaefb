"""Facts of real days: what they say, and that they are true of the rows they come from."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.catalogue import CATALOGUE, MEASURES
from newsgen.market import read_market
from newsgen.measure import measure, prepare
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Fact, Facts, Unit

from .measure_kit import at, real_chronicle, real_market, with_case

FOUNDING_DAY = date(2025, 7, 14)
EVENTFUL_DAY = date(2025, 7, 10)  # the day on which at least a hundred facts must be known
KINDS = {
    Unit.COUNT: int, Unit.FLAG: int, Unit.DATE: date, Unit.TIME: datetime,
    Unit.COIN: str, Unit.VENUE: str, Unit.SIDE: str, Unit.TEXT: str,
}  # fmt: skip


@pytest.fixture(scope="module")
def chronicle(shared: Path) -> Chronicle:
    return real_chronicle(shared)


@pytest.fixture(scope="module")
def founding(chronicle: Chronicle) -> Facts:
    return measure(chronicle, FOUNDING_DAY)


def test_the_catalogue_declares_at_least_120_facts_with_a_closed_vocabulary() -> None:
    """Every id has a unit, a sentence and a measure that a checker knows."""
    assert len(CATALOGUE) >= 120
    assert all(declared.about.measure in MEASURES and declared.sentence for declared in CATALOGUE.values())


def test_at_least_a_hundred_facts_are_known_on_a_real_day(chronicle: Chronicle) -> None:
    """10 July 2025 has figures of every family."""
    facts = measure(chronicle, EVENTFUL_DAY)
    assert len(facts.known) >= 400
    for family in (
        "liq.",
        "series.",
        "btc.level_",
        "eth.change_",
        "breadth.",
        "btc_etf.",
        "spx.",
        "fng.",
        "btc.oi",
        "market.",
    ):
        assert any(fact_id.startswith(family) for fact_id in facts.known), family


@pytest.mark.parametrize("day", [FOUNDING_DAY, EVENTFUL_DAY, date(2024, 8, 5), date(2021, 5, 19), date(2026, 6, 1)])
def test_every_fact_is_known_or_missing_with_a_reason(chronicle: Chronicle, day: date) -> None:
    """Known and missing together are the catalogue; values fit their unit; every working says something."""
    facts = measure(chronicle, day)
    assert facts.known.keys() | facts.missing.keys() == CATALOGUE.keys()
    assert not facts.known.keys() & facts.missing.keys()
    assert all(reason for reason in facts.missing.values())
    for fact in facts.known.values():
        assert type(fact.value) is KINDS.get(fact.unit, float), fact.id
        assert fact.value == fact.value, fact.id
        assert fact.working, fact.id
        assert fact.window.start <= fact.window.end <= facts.as_of, fact.id


def test_facts_say_where_they_come_from(founding: Facts) -> None:
    """Every figure has an origin with a source and a file; only the calendar and names have none."""
    for fact in founding.known.values():
        if not fact.id.startswith(("day.", "window.", "event.")) and fact.unit is not Unit.COIN:
            assert fact.origins, fact.id
            assert all(origin.source and origin.file and origin.rows for origin in fact.origins), fact.id


FOUNDING = {
    "liq.total": 748_312_904,
    "liq.short": 623_204_527,
    "liq.long": 125_108_377,
    "liq.short_share": 83.2813,
    "liq.side": "short",
    "liq.traders": 130_000,
    "btc.liq_short": 475_012_337,
    "eth.liq_short": 52_711_905,
    "eth.liq_long": 26_318_447,
    "eth.liq_total": 79_030_352,
    "order.usd": 98_112_450,
    "order.venue": "Binance",
    "order.coin": "BTC",
    "order.share": 13.1112,
    "venue1.name": "Bybit",
    "btc.open": 118_072.01,
    "btc.high": 123_218.0,
    "btc.price": 121_467.24,
    "btc.venue": "Binance",
    "btc.level_broken": 120_000,
    "btc.class_broken": 10_000,
    "btc.level_passed": 123_000,
    "btc.level_touched_up": 123_000,
    "btc.broken_first": 1,
    "btc.record_new": 1,
    "btc.change_7d": 11.8050,
    "btc.change_ytd": 29.8060,
    "btc.change_12m": 102.1116,
    "eth.level_reclaimed": 3_000,
    "eth.reclaimed_since": date(2025, 2, 1),
    "callback.date": date(2025, 7, 10),
    "callback.side": "short",
    "callback.side_usd": 1_012_450_000,
    "callback.since": date(2021, 7, 26),
    "btc_etf.date": date(2025, 7, 11),
    "btc_etf.flow": 1_029_600_000,
    "btc_etf.in_days": 7,
    "stocks.date": date(2025, 7, 11),
    "series.day": date(2025, 7, 13),
    "series.coins": 7,
}


@pytest.mark.parametrize("fact_id", FOUNDING)
def test_the_founding_days_figures_are_exact(founding: Facts, fact_id: str) -> None:
    """The figures that a recap of 14 July 2025 must print."""
    expected = FOUNDING[fact_id]
    value = founding.value(fact_id)
    assert value == (pytest.approx(expected, abs=5e-5) if isinstance(expected, float) else expected)


def test_the_founding_days_window_is_that_of_the_published_total(founding: Facts) -> None:
    """The latest all-coin window that ends on the day decides, not the UTC day."""
    assert founding.window.start == at("2025-07-13 12:00")
    assert founding.as_of == at("2025-07-14 12:00")
    assert [quote.speaker for quote in founding.quotes] == ["Thomas Perfumo", "Nicolai Søndergaard"]
    assert founding.findings == ()


SINCE_CLAIMS = [
    ("2025-07-10", "series.shorts_since", date(2021, 7, 26)),
    ("2025-02-03", "series.total_since", date(2021, 9, 7)),
    ("2025-04-22", "series.shorts_since", date(2025, 3, 2)),
    ("2024-03-12", "series.longs_since", date(2024, 3, 5)),
    ("2024-12-09", "series.longs_since", date(2024, 12, 5)),
]


@pytest.mark.parametrize(("day", "fact_id", "since"), SINCE_CLAIMS)
def test_published_since_claims_are_put_right(chronicle: Chronicle, day: str, fact_id: str, since: date) -> None:
    """Claims that were checked by hand on the same series."""
    end = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
    assert measure(chronicle, date.fromisoformat(day), end).value(fact_id) == since


def test_a_day_without_a_published_total_is_told_from_the_tracked_series(chronicle: Chronicle) -> None:
    """liq.* is then the sum of seven coins on three venues, and says so."""
    facts = measure(chronicle, date(2024, 3, 5))
    assert facts.value("liq.tracked") == 1
    assert facts.value("liq.coins") == 7
    assert facts.known["liq.total"].about.venues == "Binance+Bybit+OKX"
    assert facts.value("liq.total") == facts.value("series.total")
    assert facts.known["btc.liq_total"].about.venues == "Binance+Bybit+OKX"


def test_after_the_series_has_ended_no_since_claim_is_made(chronicle: Chronicle) -> None:
    """A window after the history's end has no ratio and no since date, and says why."""
    facts = measure(chronicle, date(2026, 6, 1))
    assert "series.total_since" in facts.missing
    assert "reaches" in facts.missing["series.ratio"]
    assert "liq.total" in facts.missing


def test_no_part_of_a_whole_exceeds_it_on_any_day_of_a_year(chronicle: Chronicle) -> None:
    """Shares lie between 0 and 100, and both sides' shares add up to 100."""
    for offset in range(0, 366, 5):
        facts = measure(chronicle, date(2024, 1, 1) + timedelta(days=offset))
        shares = [fact for fact in facts.known.values() if fact.about.measure in ("liquidated_share", "order_share")]
        assert all(0 <= number(fact) <= 100 for fact in shares if fact.unit is Unit.PERCENT)
        sides = number(facts.known["liq.long_share"]) + number(facts.known["liq.short_share"])
        assert sides == pytest.approx(100)


def number(fact: Fact) -> float:
    assert isinstance(fact.value, (int, float))
    return float(fact.value)


def cases(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "market" / "cases").iterdir() if path.is_dir())


def measure_case(shared: Path, folder: Path) -> Facts:
    told = json.loads((folder / "told.json").read_text("utf-8"))
    chronicle = prepare(with_case(real_market(shared), read_market([folder])))
    return measure(chronicle, date.fromisoformat(told["date"]), datetime.fromisoformat(told["window_end"]))


@pytest.mark.campaign
def test_the_published_days_are_measured(shared: Path, pytestconfig: pytest.Config) -> None:
    """All 120 cases give prices and liquidations at their end; outside a campaign a seeded tenth is taken."""
    folders = cases(shared)
    assert len(folders) == 120
    whole = "campaign" in pytestconfig.getoption("markexpr")
    for folder in folders if whole else random.Random(120).sample(folders, 12):
        facts = measure_case(shared, folder)
        assert len(facts.known) >= 150, folder.name
        assert "btc.price" in facts.known, folder.name
        assert facts.known.keys() & {"liq.total", "liq.long", "liq.short", "series.total", "btc.liq_total"}, folder.name


def test_a_year_is_measured_in_milliseconds_a_day(chronicle: Chronicle, capsys: pytest.CaptureFixture[str]) -> None:
    """Telling a year of history must leave room for telling it: well under 20 ms a day are facts."""
    days = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(0, 366, 6)]
    for day in days:
        measure(chronicle, day)
    start = time.process_time()
    for day in days:
        measure(chronicle, day)
    each = (time.process_time() - start) / len(days) * 1000
    with capsys.disabled():
        print(f"\nfacts of a day of 2024: {each:.1f} ms")
    assert each < 20
