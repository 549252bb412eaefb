"""N4, S1 and O1: one window's liquidations against their parts, other sources, named venues and their own past."""

from __future__ import annotations

import math
from statistics import median

import numpy as np

from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import DAY, clock
from newsgen.measure.columns import Floats
from newsgen.measure.gate.jumps import NORMAL
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.readings import ALL, Reading
from newsgen.measure.series import Place
from newsgen.measure.tracked import Run
from newsgen.model import Severity

LARGE = frozenset(["Binance", "Bybit", "OKX"])  # of these, and of sets with one of them, a part is never nothing
COINALYZE, OWN_COUNT = "Coinalyze", "newsgen tally"
HINT = "Ask both sources again for the same window."


def rule_totals(book: Book, ruling: Ruling, runs: list[Run], place: Place | None) -> None:
    """Hold the window's totals against everything else that is on file for it."""
    rows = ruling.readings.by_end.get(book.end, ())
    whole = ruling.readings.market(book.end)
    total = whole.amounts.get("total") if whole else None
    if whole is not None and total is not None:
        rows = _bounded(book, rows, whole, total)
        rows = _parts(book, rows, whole, total)
        if len(rows) != len(ruling.readings.by_end[book.end]):
            ruling.put_rows(book.end, rows)
        _usual(book, ruling, whole, total, confirmed=_named_venues(book, runs, "All-coin", total, whole, ""))
    for row in rows:
        if row.venues == ALL != row.coin and "total" in row.amounts and row.origin.source != COINALYZE:
            _named_venues(book, runs, row.coin, row.amounts["total"], row, row.coin)
    if any(row.origin.source in (COINALYZE, OWN_COUNT) for row in rows):
        _second_source(book, rows)
    if place is not None:
        _own_past(book, place)


def _bounded(book: Book, rows: tuple[Reading, ...], whole: Reading, total: float) -> tuple[Reading, ...]:
    """A total that no day can have is left out."""
    if total <= LIMITS.total_most:
        return rows
    message = (
        f"All-coin liquidations of {exact(total)} in the 24 hours to {clock(book.end)} are more than any day can have "
        f"({exact(LIMITS.total_most)}): the total is left out."
    )
    book.find("O1", Severity.HOLD, message, whole.origin.file, ("liq.total",), HINT)
    return tuple(row for row in rows if not row.coin == row.venues == ALL)


def _parts(book: Book, rows: tuple[Reading, ...], whole: Reading, total: float) -> tuple[Reading, ...]:
    """Coins or venues that together are more than all of them are left out."""
    for what, mine in (
        ("coins", [row for row in rows if row.venues == ALL != row.coin]),
        ("venues", [row for row in rows if row.coin == ALL != row.venues and "+" not in row.venues]),
    ):
        largest: dict[str, float] = {}
        for row in mine:
            name = row.coin if what == "coins" else row.venues
            part = row.amounts.get("total", 0.0)
            if row.origin.source == whole.origin.source and part <= total:  # one above the whole is left out alone
                largest[name] = max(part, largest.get(name, 0.0))
        together = sum(largest.values())
        if together > total * (1 + LIMITS.rounding / 100):
            message = (
                f"{len(largest)} {what} have liquidations of {exact(round(together, 2))}, more than all {what} with "
                f"{exact(total)}: the {what} are left out."
            )
            book.find("N4", Severity.HOLD, message, mine[0].origin.file, ("liq.total",), HINT)
            out = set(map(id, mine))
            rows = tuple(row for row in rows if id(row) not in out)
    return rows


def _named_venues(book: Book, runs: list[Run], name: str, total: float, row: Reading, coin: str) -> bool:
    """Whether the same window on named venues confirms a figure of all venues; a part is neither more nor nothing."""
    confirmed = False
    for run in runs:
        slot = run.slot(book.end)
        values = run.values if not coin else run.by_coin.get(coin)
        part = math.nan if slot is None or values is None else float(values["total"][slot])
        if run.venues == ALL or math.isnan(part) or not total:
            continue
        ratio = part / total
        large = bool(LARGE & set(run.venues.split("+")))
        if LIMITS.tracked_least * large <= ratio <= LIMITS.tracked_most:
            confirmed |= large
            continue
        names = coin or f"{len(run.coins)} coins"
        message = (
            f"{name} liquidations of {exact(total)} on all venues against {exact(part)} of {names} on {run.venues} in "
            f"the same 24 hours: a part of {brief(ratio * 100)} %."
        )
        where = f"{coin.lower()}.liq_total" if coin else "liq.total"
        book.find("S1", Severity.HOLD, message, row.origin.file, (where,), HINT)
    return confirmed


def _second_source(book: Book, rows: tuple[Reading, ...]) -> None:
    """CoinGlass against Coinalyze and against newsgen's own count, coin by coin and the coins together."""
    main = {
        row.coin: row for row in rows
        if row.venues == ALL and "total" in row.amounts and row.origin.source not in (COINALYZE, OWN_COUNT)
    }  # fmt: skip
    for source, least, most in (
        (COINALYZE, LIMITS.coinalyze_least, LIMITS.coinalyze_most),
        (OWN_COUNT, 0.0, LIMITS.tally_most),
    ):
        theirs: dict[str, float] = {}
        for row in rows:
            if row.origin.source == source and row.coin in main and "total" in row.amounts:
                theirs[row.coin] = max(row.amounts["total"], theirs.get(row.coin, 0.0))
        names = [coin for coin in theirs if coin != ALL] or list(theirs)
        other, ours = (sum(one[coin] for coin in names) for one in (theirs, _totals(main)))
        if names and ours and not least <= other / ours <= most:
            label = "all coins" if names == [ALL] else ", ".join(names)
            message = (
                f"{source} counts {exact(round(other, 2))} for {label}, {main[names[0]].origin.source} "
                f"{exact(round(ours, 2))}: {brief(other / ours)} times, where {least} to {most} is usual."
            )
            book.find("S1", Severity.HOLD, message, main[names[0]].origin.file, ("liq.total",), HINT)


def _totals(rows: dict[str, Reading]) -> dict[str, float]:
    return {coin: row.amounts["total"] for coin, row in rows.items()}


def _usual(book: Book, ruling: Ruling, whole: Reading, total: float, *, confirmed: bool) -> None:
    """A total far from the windows of the last 90 days that nothing else confirms."""
    earlier = ruling.readings.market_between(book.end - LIMITS.jump_days * DAY, book.end - 1)
    known = [row.amounts["total"] for row in earlier if row.amounts.get("total")]
    if confirmed or len(known) < LIMITS.total_windows:
        return
    usual = median(known)
    if not usual / LIMITS.total_times <= total <= usual * LIMITS.total_times:
        message = (
            f"All-coin liquidations of {exact(total)} against {exact(usual)}, the median of {len(known)} windows of "
            f"the last {LIMITS.jump_days} days, and nothing else on file confirms it."
        )
        book.find("O1", Severity.HOLD, message, whole.origin.file, ("liq.total",), HINT)


def _own_past(book: Book, place: Place) -> None:
    """Each coin of the series, alone and over all others, against its own trailing 90 days, by the logarithm."""
    run, slot = place.run, place.slot
    first = slot - LIMITS.jump_days
    if first < 0:
        return
    rows = np.array([sides["total"][first : slot + 1] for sides in run.by_coin.values()])
    rows = np.where(rows > 0, rows, np.nan)
    logs = np.log(rows)
    if len(rows) > 1:
        rest = np.nansum(rows, axis=0) - np.nan_to_num(rows)
        logs = np.concatenate([logs, logs - np.log(np.where(rest > 0, rest, np.nan))])
    now, before = logs[:, -1], np.sort(logs[:, :-1], axis=1)
    middle = _medians(before)
    deviation = NORMAL * _medians(np.sort(np.abs(before - middle[:, None]), axis=1))
    away = np.abs(now - middle)
    off = np.flatnonzero((away > LIMITS.sigmas * deviation) & (deviation > 0))
    for number in np.unique(off % len(rows)).tolist():
        sigmas = max(float(away[at] / deviation[at]) for at in off.tolist() if at % len(rows) == number)
        usual = round(math.exp(float(middle[number])), 2)
        message = (
            f"{run.coins[number]} liquidations of {exact(float(rows[number, -1]))} on {run.venues} on {place.today} "
            f"against a median of {exact(usual)} in the {LIMITS.jump_days} days before: {brief(sigmas)} robust "
            "deviations, alone or beside the other coins."
        )
        book.find("O1", Severity.HOLD, message, run.files.at(slot), ("series.total",), HINT)


def _medians(ordered: Floats) -> Floats:
    """The middle of the known values of each row; rows are in order, unknown values last; NaN where none is known."""
    count, row = (~np.isnan(ordered)).sum(axis=1), np.arange(len(ordered))
    low, high = ordered[row, np.maximum(count - 1, 0) // 2], ordered[row, np.minimum(count // 2, ordered.shape[1] - 1)]
    return np.asarray((low + high) / 2)
