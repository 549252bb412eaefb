"""From raw events to rows of market tables: newsgen's own sums, a floor on the venues that they name.

Exchanges tell only part of what they close by force, so these sums are never those of an aggregator: the rows carry a
source of their own, and their venues by name, never "*".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from newsgen.catalogue import COINS, TALLY
from newsgen.collect.files import events_between, lines_of
from newsgen.collect.partials import Ask, largest, partials
from newsgen.collect.shapes import BAD, DAY_MS
from newsgen.collect.uptime import FILE, Key, read_uptime, share
from newsgen.collect.uptime import Hour as Heard
from newsgen.model import Finding, Severity
from newsgen.wire import Cell, Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LEAST = 0.98  # of a window must have been heard
ORDERS = 3  # the largest orders that are kept of each window


@dataclass(frozen=True, slots=True)
class Sums:
    """One window: cents by venue, coin and side; and what reading could not count."""

    start: datetime
    end: datetime
    cents: dict[tuple[str, str, str], int]

    @property
    def venues(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tuple(sorted({venue for venue, _, _ in self.cents}))


def tally(
    files: Sequence[Path],
    *,
    ends: Sequence[datetime] = (),
    coins: Sequence[str] = COINS,
    orders: int = ORDERS,
    uptime: Path | None = None,
    memory: str = "1GB",
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """`liquidations` and `orders` rows of event files: for every UTC day, or for the 24 hours to each of `ends`.

    files   Parquet (the extra `bulk`), CSV.gz or CSV; no event may be in two of them (see `event_files`)
    coins   that get rows of their own; "*" is all coins of the files, on the venues named
    orders  of each window the largest so many
    uptime  the collector's uptime.csv; default: the one beside the venues' folders.  A venue that was heard less than
            98 % of a window has no row for it.  Without such a file every window has rows, and a finding says so

    Raises MarketError for a file that cannot be read or is no event file.
    """
    windows = tuple((_count(end - DAY), _count(end)) for end in sorted(set(ends)))
    ask = Ask(windows, tuple(coins), memory)
    partial = partials(files, ask)
    log = uptime or next((one for file in files if (one := file.parent.parent / FILE).exists()), None)
    hours = read_uptime(log) if log is not None and log.exists() else None
    findings = list(_uncounted(partial))
    if hours is None and files:
        message = "How long each venue was heard is not on file: the tally may miss whole hours."
        findings.append(Finding("F2", Severity.WARN, message, str(files[0].parent), hint=f"Keep {FILE} beside it."))
    whole: dict[int, Sums] = {}
    rows: list[Row] = []
    for span, sums in _windows(partial, windows):
        whole[span] = heard = _heard(sums, hours, findings)
        rows += _sum_rows(heard, coins)
    rows += _order_rows(largest(files, ask, partial, orders), whole)
    return tuple(rows), tuple(findings)


def tally_folder(
    folder: Path, end: datetime, *, coins: Sequence[str] = COINS, orders: int = ORDERS
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The same of a collector's folder for the 24 hours to `end`; nothing where it holds nothing of them."""
    files = events_between(folder, end - DAY, end)
    usable = [file for file in files if not file.name.endswith(".csv") or next(lines_of(file), None)]
    return tally(usable, ends=(end,), coins=coins, orders=orders, uptime=folder / FILE) if usable else ((), ())


def _windows(partial: pd.DataFrame, windows: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Sums]]:
    good = partial[partial["span"] != BAD]
    cents: dict[int, dict[tuple[str, str, str], int]] = {}
    columns = (good[name].tolist() for name in ("span", "venue", "coin", "side", "cents"))
    for span, venue, coin, side, amount in zip(*columns):
        cents.setdefault(span, {})[venue, coin, side] = amount
    for span in sorted(cents):
        start, end = windows[span] if windows else (span * DAY_MS, (span + 1) * DAY_MS)
        yield span, Sums(_moment(start), _moment(end), cents[span])


def _heard(sums: Sums, hours: dict[Key, Heard] | None, findings: list[Finding]) -> Sums:
    """The sums without the venues that were not heard for long enough."""
    if hours is None:
        return sums
    parts = {venue: share(hours, venue, sums.start, sums.end) for venue in sums.venues}
    for venue, part in parts.items():
        if part < LEAST:
            message = (
                f"{venue} was heard for {int(part * 1000) / 10:g} % of the 24 hours to {sums.end:%Y-%m-%d %H:%M} UTC, "
                f"less than {LEAST:.0%}: it is left out of the tally."
            )
            findings.append(Finding("F2", Severity.WARN, message, FILE, ("liq.total",), "Let newsgen collect run on."))
    kept = {key: amount for key, amount in sums.cents.items() if parts[key[0]] >= LEAST}
    return Sums(sums.start, sums.end, kept)


def _sum_rows(sums: Sums, coins: Sequence[str]) -> Iterator[Row]:
    """Each coin and all coins, on each venue and on all of them by name."""
    found: dict[tuple[str, str, str], int] = {}
    joined = "+".join(sums.venues)
    for (venue, coin, side), amount in sums.cents.items():
        for name in {coin, "*"} & {*coins, "*"}:
            for where in {venue, joined}:
                found[where, name, side] = found.get((where, name, side), 0) + amount
    for where, name in sorted({key[:2] for key in found}):
        long, short = (found.get((where, name, side), 0) for side in ("long", "short"))
        cells: dict[str, Cell] = {
            "coin": name, "venues": where, "start": sums.start, "end": sums.end, "long_usd": long / 100,
            "short_usd": short / 100, "total_usd": (long + short) / 100, "source": TALLY,
        }  # fmt: skip
        yield Row("liquidations", cells)


def _order_rows(found: pd.DataFrame, whole: dict[int, Sums]) -> Iterator[Row]:
    told = set()
    for one in found.to_dict("records"):
        span = whole.get(one["span"])
        key = (one["time"], one["venue"], one["pair"], one["side"], one["usd"])
        if span is None or one["venue"] not in span.venues or key in told:
            continue
        told.add(key)
        cells: dict[str, Cell] = {
            "time": _moment(int(one["time"])), "coin": one["coin"], "venue": one["venue"], "side": one["side"],
            "usd": float(one["usd"]), "source": TALLY,
        }  # fmt: skip
        if isinstance(one["pair"], str) and one["pair"]:
            cells["pair"] = one["pair"]
        if one["price"] is not None and one["price"] > 0:
            cells["price"] = float(one["price"])
        yield Row("orders", {name: cell for name, cell in cells.items() if cell != ""})


def _uncounted(partial: pd.DataFrame) -> Iterable[Finding]:
    count = int(partial.loc[partial["span"] == BAD, "count"].sum())
    if count:
        events = "1 event has" if count == 1 else f"{count:,} events have"
        message = f"{events} no time or no believable amount and cannot be counted."
        yield Finding("N1", Severity.WARN, message, "events", hint="Amounts lie above 0 and up to 500 million dollars.")


def _moment(count: int) -> datetime:
    return EPOCH + timedelta(milliseconds=count)


def _count(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)
