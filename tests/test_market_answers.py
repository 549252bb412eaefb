"""What an answer must obey beyond a file: sessions when markets trade, funds that make their total, fitting words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from newsgen.market import Market, read_market
from newsgen.measure import measure, prepare
from newsgen.model import Severity
from newsgen.wire import Row

from .market_kit import NOW, write
from .test_market_sheaves import sheaf

WEEK = [date(2025, 7, day) for day in (7, 8, 9, 10, 11)]
SUNDAY, HOLIDAY = date(2025, 7, 6), date(2025, 7, 4)


def flow(day: date, value: float, fund: str = "*", asset: str = "BTC") -> Row:
    """One fund's day."""
    return Row("etf_flows", {"date": day, "asset": asset, "fund": fund, "flow_usd": value, "source": "CoinGlass"})


def close(day: date, index: str = "SPX", value: float = 6000.0) -> Row:
    """One session of an index."""
    return Row("indices", {"index": index, "date": day, "close": value, "source": "FRED"})


def mood(day: date, value: float, label: str, source: str = "alternative.me") -> Row:
    """One day of fear and greed."""
    return Row("sentiment", {"index": "fear_greed", "date": day, "value": value, "label": label, "source": source})


def asked(*rows: Row) -> Market:
    """The market of one answer."""
    return read_market([], now=NOW, sheaves=[sheaf(*rows)])


def said(market: Market) -> list[tuple[str, Severity]]:
    """Guards and what they do."""
    return [(finding.id, finding.severity) for finding in market.findings]


@pytest.mark.parametrize("shut", [SUNDAY, HOLIDAY])
def test_a_session_on_a_day_without_trading_costs_its_whole_series(shut: date) -> None:
    """The dates may be a day off: none of that series is used, and the others stay."""
    market = asked(flow(shut, 5e6), *(flow(day, 1e6) for day in WEEK), flow(WEEK[0], 2e6, asset="ETH"))
    assert market.tables["etf_flows"]["asset"].tolist() == ["ETH"]
    assert said(market) == [("K4", Severity.HOLD)]
    assert "none of its 6 rows is used" in market.findings[0].message
    assert market.moments == (None,)  # it is said of every day that this series could have told
    market = asked(close(shut), close(WEEK[0]), close(WEEK[0], "IXIC"))
    assert market.tables["indices"]["index"].tolist() == ["IXIC"]
    assert said(market) == [("K4", Severity.HOLD)]


def test_zeros_on_holidays_and_indices_that_never_close_are_no_fault() -> None:
    """A zero is no session; volatility indices of coins are quoted every day, and the VIX on some holidays."""
    market = asked(flow(HOLIDAY, 0.0), flow(WEEK[0], 1e6), close(SUNDAY, "BTC_DVOL", 40.0), close(HOLIDAY, "VIX", 17.0))
    assert (len(market.tables["etf_flows"]), len(market.tables["indices"]), market.findings) == (2, 2, ())
    assert said(asked(close(SUNDAY, "VIX", 17.0))) == [("K4", Severity.HOLD)]


def test_a_file_with_such_a_session_is_read_as_it_is(tmp_path: Path) -> None:
    """What an editor keeps on file is the editor's."""
    folder = write(tmp_path, "etf_flows.csv", f"{SUNDAY},BTC,*,5000000,Farside")
    market = read_market([folder], now=NOW)
    assert (len(market.tables["etf_flows"]), market.findings) == (1, ())


def test_a_total_far_from_its_funds_is_not_used() -> None:
    """A thousand times too large: the day has no total, and its funds stay."""
    rows = [row for day in WEEK for row in (flow(day, 3e8), flow(day, 1e8, "IBIT"), flow(day, 2e8, "FBTC"))]
    rows[3] = flow(WEEK[1], 3e11)
    market = asked(*rows)
    assert said(market) == [("N4", Severity.HOLD)]
    flows = market.tables["etf_flows"]
    assert flows[flows["fund"] == "*"]["date"].dt.date.tolist() == [WEEK[0], *WEEK[2:]]
    assert len(flows) == 14


def test_a_gap_as_sources_have_it_is_said_of_the_last_session_alone() -> None:
    """Funds and totals of real sources differ by some millions on old days; nothing is lost."""
    rows = [row for day in WEEK for row in (flow(day, 3.1e8), flow(day, 1e8, "IBIT"), flow(day, 2e8, "FBTC"))]
    market = asked(*rows)
    assert len(market.tables["etf_flows"]) == 15
    assert said(market) == [("N4", Severity.WARN)]
    assert str(WEEK[-1]) in market.findings[0].message


def test_a_day_on_which_a_fund_has_not_reported_is_not_added_up() -> None:
    """Nobody knows what is missing."""
    rows = [row for day in WEEK for row in (flow(day, 3e9), flow(day, 1e9, "IBIT"), flow(day, 2e9, "FBTC"))][:-1]
    assert asked(*rows).findings == ()


def test_nothing_is_said_across_a_session_that_is_not_on_file() -> None:
    """Three sessions of inflows after a hole are not a run of three: nobody knows how long it is."""
    days = [date(2025, 6, 23) + timedelta(days=n) for n in range(5)] + WEEK
    rows = [flow(day, 2e6 if place else -1e6) for place, day in enumerate(days)]
    whole = measure(prepare(asked(*rows[5:])), date(2025, 7, 14))
    holed = measure(prepare(asked(*rows)), date(2025, 7, 14))
    assert (whole.value("btc_etf.in_days"), holed.value("btc_etf.in_days")) == (5, None)
    assert holed.missing["btc_etf.in_days"] == "a session before the run is not on file"
    assert holed.value("btc_etf.week_sum") == 1e7
    turned = [*rows[:8], flow(WEEK[3], -1e6), flow(WEEK[4], 3e6)]
    facts = measure(prepare(asked(*turned)), date(2025, 7, 14))
    assert (facts.value("btc_etf.in_days"), facts.value("btc_etf.run_before")) == (1, 1)
    assert facts.value("btc_etf.since") is None


@pytest.mark.parametrize(
    ("value", "label", "kept"),
    [
        (25, "Extreme Fear", True), (26, "Extreme Fear", False), (26, "Fear", True), (46, "Fear", True),
        (47, "Fear", False), (54, "Neutral", True), (55, "Greed", True), (75, "Greed", True),
        (75, "Extreme Greed", False), (12, "Extreme Greed", False), (50, "", True), (50, "Balanced", True),
    ],
)  # fmt: skip
def test_a_word_must_fit_its_value(value: float, label: str, kept: bool) -> None:
    """The bands are those of the index's whole history."""
    market = asked(mood(WEEK[0], float(value), label))
    assert (len(market.tables["sentiment"]), said(market)) == ((1, []) if kept else (0, [("S2", Severity.HOLD)]))


def test_words_of_other_indices_are_their_own() -> None:
    """Another vendor's bands are not known."""
    assert len(asked(mood(WEEK[0], 39.0, "Neutral", "CoinMarketCap")).tables["sentiment"]) == 1


def test_the_real_history_as_answers_loses_nothing(shared: Path) -> None:
    """Every flow, session and word of the real history passes, given as an answer."""
    history = read_market([shared / "market" / "history"])
    rows = [
        Row(name, {str(key): cell for key, cell in row.items() if cell == cell})
        for name in ("etf_flows", "indices", "sentiment")
        for row in history.tables[name].drop(columns=["_file", "_row"]).to_dict("records")
    ]
    market = read_market([], sheaves=[sheaf(*rows)])
    assert {name: len(market.tables[name]) for name in ("etf_flows", "indices", "sentiment")} == {
        name: len(history.tables[name]) for name in ("etf_flows", "indices", "sentiment")
    }
    assert {finding.severity for finding in market.findings} <= {Severity.WARN}
