"""Liquidations by venue: ranked as far as no venue that is not on file can stand between them."""

from __future__ import annotations

from newsgen.catalogue import TALLY, VENUE_PLACES
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.readings import ALL, SIDES, Reading, Readings
from newsgen.model import Severity

TENTH = 0.1  # venues below this part of the total do not count towards the spread between venues


def measure_venues(book: Book, readings: Readings, total: float | None) -> None:
    """Enter `venue*` and `venues.*`; `total` is the all-coin all-venue amount, None where it is not known."""
    found = [row for row in readings.by_end.get(book.end, ()) if row.coin == ALL and row.origin.source != TALLY]
    names = {row.venues for row in found if row.venues != ALL and "+" not in row.venues}
    rows = [max((row for row in found if row.venues == name), key=lambda row: row.weight) for name in sorted(names)]
    rows = [row for row in rows if "total" in row.amounts and _venue_fits(book, row, total)]
    if rows:
        origins = tuple(row.origin for row in rows)
        book.put("venues.count", len(rows), f"{len(rows)} = " + ", ".join(row.venues for row in rows), origins)
        rows.sort(key=lambda row: (-row.amounts["total"], row.venues))
        rest = total - sum(row.amounts["total"] for row in rows) if total else float("inf")
        for place, row in enumerate(rows[:VENUE_PLACES], 1):
            if row.amounts["total"] < rest or row.amounts["total"] <= 0:
                break
            _venue(book, f"venue{place}", row, total)
        _usual_share(book, readings, rows[0])
        _spread(book, rows, total)
    reason = "venues that are not on file may stand before it" if rows else "no venue has a figure of its own"
    for place in range(1, VENUE_PLACES + 1):
        book.miss(reason, family(f"venue{place}."))
    book.miss(reason, family("venues."))
    book.miss("no two venues with a tenth of the total have known and different sides", family("venue_"))


def _venue_fits(book: Book, row: Reading, total: float | None) -> bool:
    if row.flaw:
        book.find("N4", Severity.HOLD, f"{row.venues} {row.flaw}.", row.origin.file, (), "Check the venue's row.")
    value = row.amounts["total"]
    if total is None or value <= total:
        return True
    message = (
        f"{row.venues} liquidations of {exact(value)} are more than the total of {exact(total)}: the venue is left out."
    )
    book.find("N4", Severity.HOLD, message, row.origin.file, ("venue1.total",), "Check the venue's row.")
    return False


def _venue(book: Book, prefix: str, row: Reading, total: float | None) -> None:
    origins, name, amounts = (row.origin,), row.venues, row.amounts
    text = f"{name} {exact(amounts['total'])}, place {prefix[-1]}"
    book.put(f"{prefix}.name", name, text, origins, venues=name)
    book.put(f"{prefix}.total", amounts["total"], row.workings["total"], origins, venues=name)
    if total:
        whole = book.known["liq.total"].origins
        book.share(f"{prefix}.share", amounts["total"], total, origins + whole, venues=name)
    for side in SIDES:
        if side in amounts:
            book.share(f"{prefix}.{side}_share", amounts[side], amounts["total"], origins, venues=name)


def _usual_share(book: Book, readings: Readings, row: Reading) -> None:
    usual = readings.usual_share(row.venues, book.end)
    if usual and "venue1.name" in book.known:
        text = f"{brief(usual[0])}: mean of {usual[1]} windows in the 30 days before"
        book.put("venue1.usual_share", usual[0], text, (row.origin,), venues=row.venues)
    book.miss("fewer than ten earlier windows with venues", ("venue1.usual_share",))


def _spread(book: Book, rows: list[Reading], total: float | None) -> None:
    weighty = [row for row in rows if total and row.amounts["total"] >= TENTH * total and "short" in row.amounts]
    if len(weighty) < 2:
        return
    shares = {row.venues: row.amounts["short"] / row.amounts["total"] * 100 for row in weighty}
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    value = shares[most] - shares[least]
    text = f"{brief(value)} = {most} {brief(shares[most])} - {least} {brief(shares[least])}"
    book.put("venues.side_spread", value, text, tuple(row.origin for row in weighty))
    if shares[most] > shares[least]:
        for side, name in (("short", most), ("long", least)):
            row = next(row for row in weighty if row.venues == name)
            long_or_short = row.amounts[side]
            text = f"{name}: the largest {side} share of {', '.join(shares)}"
            book.put(f"venue_{side}.name", name, text, (row.origin,), venues=name)
            book.share(
                f"venue_{side}.{side}_share", long_or_short, row.amounts["total"], (row.origin,), side=side, venues=name
            )
