"""N4: what coins add up to, side by side and venue by venue, against the row of all coins of the same source.

A total may be right while its sides, or the names of its venues, have changed places: then the coins deny it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import clock
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.readings import ALL, SIDES, Reading
from newsgen.measure.tracked import Run
from newsgen.model import Severity

HINT = "Ask the source for all coins and for each coin again."
CENT = 1.0  # US dollars: a venue without a coin's liquidations is not denied by rounding


def rule_sums(book: Book, ruling: Ruling, runs: list[Run]) -> None:
    """Leave out the sides, and the venues, that the coins together deny, and sides that named venues deny."""
    rows = ruling.readings.by_end.get(book.end, ())
    whole = ruling.readings.market(book.end)
    if whole is None or not rows:
        return
    mine = [row for row in rows if row.origin.source == whole.origin.source]
    coins = [row for row in mine if row.coin != ALL]
    everywhere = [row for row in coins if row.venues == ALL]
    out: set[int] = set()
    sideless: set[int] = set()
    if any(_denied(book, whole, everywhere, side) for side in SIDES):
        sideless = {id(row) for row in (whole, *everywhere)}
    out |= _alike(book, everywhere)
    for row in everywhere:
        if id(row) not in sideless and any(_one_sided(book, row, run) for run in runs):
            sideless.add(id(row))
    venues = [row for row in mine if row.coin == ALL != row.venues and "+" not in row.venues]
    for row in venues:
        there = [one for one in coins if one.venues == row.venues]
        if any(_denied(book, row, there, name) for name in ("total", *SIDES)):
            out |= set(map(id, venues))
    if out or sideless:
        kept = (_sideless(row) if id(row) in sideless else row for row in rows if id(row) not in out)
        ruling.put_rows(book.end, tuple(kept))


def _alike(book: Book, coins: list[Reading]) -> set[int]:
    """O3: two coins with the same liquidations to the cent: one has the other's figures, and nobody can say which."""
    out: set[int] = set()
    for one, other in combinations(coins, 2):
        total = one.amounts.get("total", 0.0)
        if one.coin != other.coin and total == other.amounts.get("total") and total > LIMITS.own_least:
            message = (
                f"{one.coin} and {other.coin} both have liquidations of {exact(total)} in the 24 hours to "
                f"{clock(book.end)}: both are left out."
            )
            book.find("O3", Severity.HOLD, message, one.origin.file, (f"{one.coin.lower()}.liq_total",), HINT)
            out |= {id(one), id(other)}
    return out


def _denied(book: Book, row: Reading, coins: list[Reading], name: str) -> bool:
    """Whether these coins have more than all coins."""
    whole = row.amounts.get(name)
    together = sum({one.coin: one.amounts.get(name, 0.0) for one in coins}.values())
    if whole is None or together <= whole * (1 + LIMITS.rounding / 100) + CENT:
        return False
    lost = "the sides" if row.venues == ALL else "the venues"
    what, where = "liquidations" if name == "total" else f"{name}s", "" if row.venues == ALL else f" on {row.venues}"
    message = (
        f"{len(coins)} coins have {what} of {exact(round(together, 2))}{where} in the 24 hours to {clock(book.end)}, "
        f"{brief(together / whole) if whole else 'and all coins none, not'} times what all coins have "
        f"({exact(whole)}): {lost} are left out."
    )
    book.find("N4", Severity.HOLD, message, row.origin.file, ("liq.total",), HINT)
    return True


def _one_sided(book: Book, row: Reading, run: Run) -> bool:
    """Whether the venues that a series does not name would have lost on one side alone, and its own on both."""
    slot, values = run.slot(book.end), run.by_coin.get(row.coin)
    if slot is None or values is None or run.source != row.origin.source or run.venues == ALL:
        return False
    named = {side: float(values[side][slot]) for side in ("total", *SIDES)}
    rest = row.amounts.get("total", 0.0) - named["total"]
    long = row.amounts.get("long")
    if long is None or math.isnan(named["long"]) or min(rest, named["total"]) < LIMITS.side_least:
        return False
    ours, theirs = named["long"] / named["total"] * 100, (long - named["long"]) / rest * 100
    least, most = LIMITS.rest_sides
    if least <= theirs <= most or not LIMITS.both_sides <= ours <= 100 - LIMITS.both_sides:
        return False
    message = (
        f"{row.coin} longs are {brief(ours)} % on {run.venues}; what is left for other venues would be "
        f"{brief(theirs)} % longs in the 24 hours to {clock(book.end)}: its sides are left out."
    )
    book.find("S3", Severity.HOLD, message, row.origin.file, (f"{row.coin.lower()}.liq_long",), HINT)
    return True


def _sideless(row: Reading) -> Reading:
    total = {"total": row.amounts["total"]} if "total" in row.amounts else {}
    return replace(row, amounts=total, workings={name: row.workings[name] for name in total})
