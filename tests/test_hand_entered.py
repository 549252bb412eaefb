"""Figures entered by hand: cited, bound to one window, never derived, and told with their source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.market import Market, cut_off, pack_market, read_market, write_market
from newsgen.measure import measure, prepare
from newsgen.model import Facts, Origin, Severity
from newsgen.wire import Row

from .market_kit import NOW, write
from .test_market import same_tables
from .test_market_sheaves import liquidated, sheaf

DAY, END = date(2025, 7, 14), datetime(2025, 7, 14, 12, tzinfo=UTC)
ALL = "*,*,2025-07-13T12:00:00Z,2025-07-14T12:00:00Z,125000000,623000000,748000000,{traders},CoinGlass"
FACT = {
    "id": '"liq.traders"', "value": "130000", "as_of": "2025-07-14T12:30:00Z", "window": '"24h"',
    "source": '"CoinGlass"', "url": '"https://www.coinglass.com/LiquidationData"', "entered_by": '"AB"',
}  # fmt: skip
ORDER = FACT | {
    "id": '"order.usd"', "value": "98000000", "coin": '"BTC"', "venue": '"Binance"', "pair": '"BTCUSDT"',
    "side": '"short"', "price": "121871.4",
}  # fmt: skip


def desk(folder: Path, *facts: dict[str, str], traders: str = "") -> Market:
    """A market of one all-coin window and what the desk entered."""
    write(folder, "liquidations.csv", ALL.format(traders=traders))
    entries = ["\n".join(["[[fact]]", *(f"{key} = {value}" for key, value in fact.items())]) for fact in facts]
    (folder / "manual.toml").write_text("\n".join(entries), encoding="utf-8")
    return read_market([folder], now=NOW)


def told(market: Market) -> Facts:
    """The facts of the day."""
    return measure(prepare(market), DAY)


def test_traders_are_told_with_the_citation(tmp_path: Path) -> None:
    """The fact names who published the number, where, and who entered it."""
    market = desk(tmp_path / "desk", FACT)
    fact = told(market).known["liq.traders"]
    assert (fact.value, market.findings) == (130_000, ())
    citation = Origin("CoinGlass", "desk/manual.toml:fact 1", 1, url="https://www.coinglass.com/LiquidationData")
    assert fact.origins == (citation,)
    assert fact.working == "130,000 as CoinGlass told 2025-07-14 12:30 UTC, entered by AB"


def test_an_average_stands_on_both_sources_and_is_not_taken_of_a_floor(tmp_path: Path) -> None:
    """With "over" the number is a floor: it is told with a note, and nothing is divided by it."""
    exact = told(desk(tmp_path / "exact", FACT)).known["liq.per_trader"]
    assert exact.value == 748_000_000 / 130_000
    assert [origin.file for origin in exact.origins] == ["exact/liquidations.csv", "exact/manual.toml:fact 1"]
    floor = told(desk(tmp_path / "floor", FACT | {"qualifier": '"over"'}))
    assert (floor.known["liq.traders"].note, floor.known["liq.traders"].value) == ("over", 130_000)
    assert "over 130,000" in floor.missing["liq.per_trader"]


def test_a_number_of_the_source_itself_is_kept(tmp_path: Path) -> None:
    """The same number is no contradiction; another one is left out, and said."""
    assert desk(tmp_path / "same", FACT, traders="130000").findings == ()
    market = desk(tmp_path / "other", FACT, traders="125000")
    assert told(market).value("liq.traders") == 125_000
    assert [(finding.id, finding.severity) for finding in market.findings] == [("F3", Severity.WARN)]
    assert "125000" in market.findings[0].message


@pytest.mark.parametrize(
    ("change", "guard", "severity", "words"),
    [
        ({"as_of": "2025-07-14T14:30:00Z"}, "F3", Severity.WARN, "without an all-coin 24-hour"),
        ({"as_of": "2025-07-14T09:59:00Z"}, "F3", Severity.WARN, "without an all-coin 24-hour"),
        ({"as_of": "2025-07-19T12:00:00Z"}, "F1", Severity.HOLD, "later than now"),
        ({"expires_at": "2025-07-14T12:00:00Z"}, "F3", Severity.WARN, "expired"),
        ({"source": '"Coinalyze"'}, "F3", Severity.WARN, "is of Coinalyze"),
        ({"window": '"1h"'}, "M1", Severity.WARN, "window of 1h"),
        ({"qualifier": '"roughly"'}, "M1", Severity.WARN, "qualifier"),
        ({"value": "-1"}, "M1", Severity.HOLD, "above zero"),
        ({"value": "true"}, "M1", Severity.HOLD, "above zero"),
        ({"value": "nan"}, "M1", Severity.HOLD, "above zero"),
        ({"value": "130000.5"}, "M1", Severity.HOLD, "130000.5 traders"),
        ({"value": ""}, "Q1", Severity.HOLD, "has no value"),
        ({"as_of": ""}, "Q1", Severity.HOLD, "has no as_of"),
        ({"as_of": "2025-07-14T12:00:00"}, "K1", Severity.HOLD, "without a zone"),
        ({"source": ""}, "Q1", Severity.HOLD, "has no source"),
        ({"entered_by": ""}, "Q1", Severity.HOLD, "has no entered_by"),
        ({"id": '"liq.trader"'}, "M1", Severity.HOLD, "'liq.trader'"),
        ({"coin": '"BTC"'}, "M1", Severity.HOLD, "covers all coins"),
        ({"url": '"coinglass.com"'}, "M1", Severity.WARN, "web address"),
    ],
    ids=str,
)
def test_what_cannot_be_trusted_is_left_out_and_said(
    tmp_path: Path, change: dict[str, str], guard: str, severity: Severity, words: str
) -> None:
    """A figure entered by hand needs a value, a moment, a source, and a window that it speaks of."""
    fact = {key: value for key, value in (FACT | change).items() if value}
    market = desk(tmp_path, fact)
    assert [(finding.id, finding.severity) for finding in market.findings] == [(guard, severity)]
    assert words in market.findings[0].message
    assert "manual.toml" in market.findings[0].message
    assert told(market).value("liq.traders") is None


def test_an_unknown_key_is_named_with_a_suggestion(tmp_path: Path) -> None:
    """It costs nothing else."""
    market = desk(tmp_path, FACT | {"qualifer": '"over"'})
    assert market.findings[0].hint == "Did you mean qualifier?"
    assert told(market).value("liq.traders") == 130_000


def test_two_figures_of_one_file_that_disagree_are_both_left_out(tmp_path: Path) -> None:
    """A later folder, though, corrects an earlier one."""
    market = desk(tmp_path / "one", FACT, FACT | {"value": "140000"})
    assert {finding.severity for finding in market.findings} == {Severity.HOLD}
    assert told(market).value("liq.traders") is None
    desk(tmp_path / "two", FACT | {"value": "150000"})
    desk(tmp_path / "three", FACT | {"value": "160000"})
    corrected = read_market([tmp_path / "two", tmp_path / "three"], now=NOW)
    assert told(corrected).value("liq.traders") == 160_000


def test_an_order_is_told_of_its_window_though_nobody_published_its_time(tmp_path: Path) -> None:
    """Its row names the citation's source, its facts the citation."""
    market = desk(tmp_path / "desk", ORDER)
    earlier = liquidated(5e8, start=END - timedelta(days=3), end=END - timedelta(days=2))
    market = read_market([tmp_path / "desk"], now=NOW, sheaves=[sheaf(earlier)])
    facts = told(market)
    assert market.tables["orders"]["source"].tolist() == ["CoinGlass"]
    assert {name: facts.value(f"order.{name}") for name in ("usd", "coin", "venue", "pair", "side", "price")} == {
        "usd": 98e6, "coin": "BTC", "venue": "Binance", "pair": "BTCUSDT", "side": "short", "price": 121871.4,
    }  # fmt: skip
    assert facts.known["order.usd"].origins[0].url == "https://www.coinglass.com/LiquidationData"
    assert measure(prepare(market), DAY - timedelta(days=2)).value("order.usd") is None


@pytest.mark.parametrize("time", ["2025-07-13T11:00:00Z", "2025-07-14T12:10:00Z"])
def test_an_order_outside_its_window_is_left_out(tmp_path: Path, time: str) -> None:
    """Its own time must lie inside the 24 hours."""
    market = desk(tmp_path, ORDER | {"time": time})
    assert len(market.tables["orders"]) == 0
    assert "outside the window" in market.findings[0].message


def test_an_order_larger_than_everything_is_held_back_like_any_other(tmp_path: Path) -> None:
    """Entering by hand does not pass by the guards."""
    facts = told(desk(tmp_path, ORDER | {"value": "980000000"}))
    assert facts.value("order.usd") is None
    assert any(finding.id == "O1" for finding in facts.findings)
    market = desk(tmp_path / "side", ORDER | {"side": '"buy"'})
    assert "buy" in market.findings[0].message


def test_a_figure_for_the_window_of_an_answer_is_used() -> None:
    """The window may come from today's answers alone."""
    market = read_market([], now=NOW, sheaves=[sheaf(liquidated(7e8, long_usd=2e8, short_usd=5e8))])
    assert told(market).value("liq.traders") is None
    assert market.cited == ()


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_entered_by_hand_is_written_and_reads_back(tmp_path: Path, packed: bool) -> None:
    """As it was entered, once, and told the same."""
    market = desk(tmp_path / "desk", FACT | {"qualifier": '"about"'}, ORDER | {"time": "2025-07-14T04:42:11Z"})
    if packed:
        (tmp_path / "again").mkdir()
        for name, data in pack_market(market).items():
            (tmp_path / "again" / name).write_bytes(data)
    else:
        write_market(market, tmp_path / "again")
    again = read_market([tmp_path / "again"], now=NOW)
    same_tables(market, again)
    assert again.findings == ()
    first, second = told(market), told(again)
    assert {name: fact.value for name, fact in first.known.items()} == {n: f.value for n, f in second.known.items()}
    assert first.known["liq.traders"].note == second.known["liq.traders"].note == "about"


def test_a_market_packs_to_the_same_bytes_every_time() -> None:
    """Tables by name, compressed without a clock, papers as text."""
    rows = [Row("market", {"date": DAY, "market_cap_usd": 3.7e12, "source": "CoinGecko"})]
    market = read_market([], now=NOW + timedelta(days=1), sheaves=[sheaf(*rows), sheaf(liquidated(5.0), file="b")])
    first, second = pack_market(market), pack_market(market)
    assert first == second
    assert set(first) == {"liquidations.csv.gz", "market.csv.gz", "market.toml"}


def test_nothing_entered_for_a_later_window_is_known_earlier(tmp_path: Path) -> None:
    """Cutting the market off takes the citation and its order with it."""
    market = desk(tmp_path, FACT, ORDER)
    assert len(cut_off(market, END).cited) == 2
    before = cut_off(market, END - timedelta(seconds=1))
    assert (before.cited, len(before.tables["orders"])) == ((), 0)
