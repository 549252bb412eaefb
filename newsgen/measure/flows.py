"""Money into and out of US spot funds, by trading session.

A session counts once it is closed and published.  Totals (`fund = "*"`) come from one source, the one with the most
sessions by then, and are never mixed with another's.  A total of zero on a day without trading is no session.
Where a session is not on file, nothing is said across it: the series begins again after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsgen.catalogue import FLOW_ASSETS
from newsgen.market import known_from
from newsgen.market.holidays import trades
from newsgen.measure.book import Book, exact, family
from newsgen.measure.clock import DAY, day_at
from newsgen.measure.columns import Columns
from newsgen.measure.sessions import measure_sessions, run_length, span_of
from newsgen.measure.values import Values, longest, prepare_values
from newsgen.model import Origin

STALE = 6 * DAY  # a session that began longer ago is not the last one
WEEK = 5  # sessions


@dataclass(frozen=True, slots=True)
class Flows:
    """Sessions by asset, and the funds' own flows by asset, source and day.

    holes  by asset and source: places of sessions before which one is not on file
    """

    totals: dict[str, tuple[Values, ...]]
    funds: dict[tuple[str, str, int], dict[str, float]]
    holes: dict[tuple[str, str], list[int]] = field(default_factory=dict)


def prepare_flows(table: Columns) -> Flows:
    """Every fund's flows, and the totals without the days on which nobody traded."""
    totals: dict[str, tuple[Values, ...]] = {}
    funds: dict[tuple[str, str, int], dict[str, float]] = {}
    for series in prepare_values(table, "date", "flow_usd", ("asset", "fund")):
        asset, fund = series.names
        if fund == "*":
            totals[asset] = (*totals.get(asset, ()), _sessions(series))
            continue
        for at, flow in zip(series.times, series.values, strict=True):
            funds.setdefault((asset, series.source, at), {})[fund] = flow
    holes = {(asset, one.source): _holes(one.times) for asset, many in totals.items() for one in many}
    return Flows(totals, funds, holes)


def _sessions(series: Values) -> Values:
    kept = [place for place, flow in enumerate(series.values) if flow != 0 or trades(day_at(series.times[place]))]
    return Values(
        series.names, series.source, series.files.take(kept),
        [series.times[place] for place in kept], [series.values[place] for place in kept], [""] * len(kept),
    )  # fmt: skip


def _holes(times: list[int]) -> list[int]:
    apart = [place for place in range(1, len(times)) if times[place] - times[place - 1] > DAY]
    return [
        place for place in apart if any(trades(day_at(at)) for at in range(times[place - 1] + DAY, times[place], DAY))
    ]


def _after(series: Values, first: int) -> Values:
    """The sessions from a place on."""
    if not first:
        return series
    return Values(
        series.names, series.source, series.files.take(range(first, len(series.times))),
        series.times[first:], series.values[first:], series.words[first:],
    )  # fmt: skip


def measure_flows(book: Book, flows: Flows) -> None:
    """Enter the last final session of every asset with funds."""
    for asset in FLOW_ASSETS:
        prefix = f"{asset.lower()}_etf."
        found = _final(flows, asset, book.end)
        if found is None:
            book.miss(f"no {asset} fund flows on file by then", family(prefix))
            continue
        series, place = found
        if book.end - series.times[place] > STALE:
            book.miss(f"the last {asset} fund session on file is of {day_at(series.times[place])}", family(prefix))
            continue
        begin = _begin(flows, asset, series, place)
        series, place = _after(series, begin), place - begin
        _session(book, prefix, asset, series, place)
        _run(book, prefix, series, place, cut=begin > 0)
        _since(book, prefix, series, place)
        measure_sessions(book, prefix, series, place, whole=begin == 0)
        _top_fund(book, prefix, asset, flows, series, place)


def sessions_of(flows: Flows, asset: str, end: int) -> tuple[Values, int] | None:
    """An asset's sessions without a gap, and the place of the last one that was final by then."""
    found = _final(flows, asset, end)
    if found is None:
        return None
    begin = _begin(flows, asset, *found)
    return _after(found[0], begin), found[1] - begin


def _final(flows: Flows, asset: str, end: int) -> tuple[Values, int] | None:
    until = end - int(known_from("etf_flows")[1].total_seconds())
    series = longest(flows.totals.get(asset, ()), until)
    return None if series is None else (series, series.until(until) - 1)


def _begin(flows: Flows, asset: str, series: Values, place: int) -> int:
    """The first session after the last one that is not on file."""
    return max((hole for hole in flows.holes.get((asset, series.source), []) if hole <= place), default=0)


def _session(book: Book, prefix: str, asset: str, series: Values, place: int) -> None:
    flow, day, span = series.values[place], day_at(series.times[place]), span_of(series, place, place)
    origins = series.origins(place)
    book.put(f"{prefix}flow", flow, f"{exact(flow)}: all {asset} funds on {day}", origins, span=span)
    book.put(f"{prefix}date", day, f"last final session by then: {day}", origins, span=span)
    if place:
        before = series.values[place - 1]
        text = f"{exact(before)} on {day_at(series.times[place - 1])}"
        earlier = series.origins(place - 1)
        book.put(f"{prefix}before", before, text, earlier, span=span_of(series, place - 1, place - 1))
    if place + 1 >= WEEK:
        first = place - WEEK + 1
        part = series.values[first : place + 1]
        total = round(sum(part), 2)
        text = f"{exact(total)} = " + " + ".join(exact(one) for one in part)
        book.put(f"{prefix}week_sum", total, text, series.between(first, place), span=span_of(series, first, place))
    book.miss("too few sessions on file", (f"{prefix}before", f"{prefix}week_sum"))


def _run(book: Book, prefix: str, series: Values, place: int, *, cut: bool) -> None:
    """The run of sessions with flows the same way, and the opposite run that a first session ended.

    A run that reaches back to a session that is not on file (`cut`) is of unknown length.
    """
    length = run_length(series.values, place)
    if cut and length > place:
        names = ("in_days", "out_days", "streak_sum", "run_before")
        book.miss("a session before the run is not on file", [f"{prefix}{name}" for name in names])
        return
    inflow = series.values[place] > 0
    first = place - max(length, 1) + 1
    span, origins = span_of(series, first, place), series.between(first, place)
    since = day_at(series.times[first])
    for suffix, days in (("in_days", length if inflow else 0), ("out_days", 0 if inflow else length)):
        word = "inflows" if suffix == "in_days" else "outflows"
        book.put(
            f"{prefix}{suffix}",
            days,
            f"{days} sessions in a row with {word} to {day_at(series.times[place])}",
            origins,
            span=span,
        )
    if not length:
        book.miss("no money moved in the last session", (f"{prefix}streak_sum", f"{prefix}run_before"))
        return
    part = series.values[first : place + 1]
    total = round(sum(part), 2)
    text = f"{exact(total)}: sum of {length} sessions since {since}"
    book.put(f"{prefix}streak_sum", total, text, origins, span=span)
    before = run_length(series.values, first - 1) if length == 1 and first else 0
    if before:
        text = f"{before} sessions the other way to {day_at(series.times[first - 1])}"
        book.put(f"{prefix}run_before", before, text, origins, span=span_of(series, first - before, place))
    book.miss("the session ended no opposite run", (f"{prefix}run_before",))


def _since(book: Book, prefix: str, series: Values, place: int) -> None:
    flow = series.values[place]
    sign = 1 if flow > 0 else -1
    ids = (f"{prefix}since", f"{prefix}since_days")
    found = (
        next((at for at in range(place - 1, -1, -1) if series.values[at] * sign > flow * sign), None) if flow else None
    )
    if found is None:
        book.miss(f"no larger flow the same way since {day_at(series.times[0])}", ids)
        return
    day, today = day_at(series.times[found]), day_at(series.times[place])
    origins, span = series.between(found, place), span_of(series, found, place)
    text = f"{exact(series.values[found])} on {day} was larger than {exact(flow)}; no session in between was"
    book.put(ids[0], day, text, origins, span=span)
    book.put(ids[1], (today - day).days, f"days from {day} to {today}", origins, span=span)


def _top_fund(book: Book, prefix: str, asset: str, flows: Flows, series: Values, place: int) -> None:
    """The fund with the largest flow the way of the total, where the source of the total has funds."""
    funds = flows.funds.get((asset, series.source, series.times[place]), {})
    total = series.values[place]
    ids = (f"{prefix}top_fund", f"{prefix}top_flow")
    name = max(sorted(funds), key=lambda fund: funds[fund] * (1 if total > 0 else -1), default=None)
    if name is None or not total or funds[name] * total <= 0:
        book.miss("the source of the total has no funds for that session", ids)
        return
    origins, span = (Origin(series.source, series.files.at(place), len(funds)),), span_of(series, place, place)
    text = f"{name} {exact(funds[name])}, the largest of {len(funds)} funds the way of the total"
    book.put(ids[0], name, text, origins, span=span)
    book.put(ids[1], funds[name], text, origins, span=span)
