"""Series for pictures: they lead up to the day's facts, and hold no more than the facts may know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from newsgen.measure import measure
from newsgen.model import Facts
from tests.measure_kit import DAY, at, daily, made, tracked
from tests.measure_kit import told as measured
from tests.real_days import chronicle

DAYS = [date(2021, 5, 19), date(2022, 6, 13), date(2024, 8, 5), date(2025, 7, 10), date(2026, 1, 20)]


@pytest.fixture(params=DAYS, ids=str)
def facts(request: pytest.FixtureRequest) -> Facts:
    return measure(chronicle(), request.param)


def test_prices_lead_up_to_the_price_that_the_article_quotes(facts: Facts) -> None:
    """Two days ahead of the window, to its end, on the venue of the facts, at most a hundred points."""
    for coin in ("btc", "eth"):
        series = facts.series[f"price.{coin}"]
        assert series.points[-1].values == (facts.value(f"{coin}.price"),)
        assert series.points[-1].time == facts.known[f"{coin}.price"].window.end
        assert series.points[0].time == facts.window.start - timedelta(days=2)
        assert series.about.venues == facts.value(f"{coin}.venue")
        assert len(series.points) <= 100


def test_days_are_those_that_ranks_are_taken_from(facts: Facts) -> None:
    """Ninety days in a row of one like-for-like series; the last is the day of the series' facts."""
    assert ("liquidations.days" in facts.series) == ("series.total" in facts.known)
    if (series := facts.series.get("liquidations.days")) is None:
        return
    last = series.points[-1]
    assert len(series.points) == 90
    assert (last.time - timedelta(seconds=1)).date() == facts.value("series.day")
    assert sum(value or 0.0 for value in last.values) == pytest.approx(facts.value("series.total"), rel=1e-9)
    assert {later.time - one.time for one, later in zip(series.points, series.points[1:])} == {DAY}


def test_flows_end_with_the_last_final_session(facts: Facts) -> None:
    """As many sessions as are on file without a gap, thirty at most; none before there were funds."""
    assert ("flows.btc" in facts.series) == ("btc_etf.flow" in facts.known)
    if series := facts.series.get("flows.btc"):
        assert len(series.points) <= 30
        assert series.points[-1].values == (facts.value("btc_etf.flow"),)
        assert series.points[-1].time == facts.known["btc_etf.flow"].window.end


def test_a_day_that_is_not_on_file_is_a_hole_and_a_leap_is_not_crossed() -> None:
    """What is missing is shown as missing; prices of another history are not shown beside today's."""
    totals = [100.0 + day % 5 for day in range(120)]
    rows = tracked("2024-01-01", totals)
    holed = measured(made(liquidations=rows[:110] + rows[111:]), "2024-04-29")
    points = holed.series["liquidations.days"].points
    assert [point.time for point in points if None in point.values] == [at("2024-04-21")]
    prices = daily("2024-01-01", [10.0] * 100) + daily("2024-04-10", [100.0] * 20)
    leapt = measured(made(prices=prices), "2024-04-29")
    assert {value for point in leapt.series["price.btc"].points for value in point.values} == {100.0}
