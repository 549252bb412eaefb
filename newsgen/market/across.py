"""What rows must obey together: no thing twice, no part above its whole, no three coins at one price, no 100 x jump."""

from __future__ import annotations

import numpy as np
import pandas as pd

from newsgen.model import Severity

from .notes import Notes
from .rules import ALWAYS_ROUNDING, number
from .sheets import Array, Sheet, combine
from .steps import PEGGED, own_candles

JUMP = 100.0  # a price that is this many times the one before is a fault of the feed ...
LASTING = 3  # ... unless the new level lasts this many candles: then the coin was redenominated
COINS_AT_ONE_PRICE = 3
DIGITS = 3  # coins at 0.01 may well agree; at 0.0114 they do not
AMOUNTS = ("long_usd", "short_usd", "total_usd")


def agree(sheet: Sheet, notes: Notes) -> Sheet:
    """The rows that keep the rules across rows, each thing once: the last folder's."""
    sheet = _once(sheet, notes)
    if sheet.table.name == "prices":
        return own_candles(_jumps(_one_price(sheet, notes), notes), notes)
    return _parts(sheet, notes) if sheet.table.name == "liquidations" else sheet


def _twice(key: Array, keep: str | bool) -> Array:
    return pd.Series(key, copy=False).duplicated(keep=keep).to_numpy()  # type: ignore[arg-type]


def _once(sheet: Sheet, notes: Notes) -> Sheet:
    """Each thing once: a later folder corrects an earlier one; within a folder, rows that disagree are not used."""
    key = sheet.codes(*sheet.table.key)
    if not _twice(key, "first").any():
        return sheet
    within = combine(key, sheet.folders)
    things: dict[int, list[int]] = {}
    for at in np.flatnonzero(_twice(within, False)).tolist():
        things.setdefault(int(within[at]), []).append(at)
    whole = sheet.codes(*sheet.table.names) if things else within
    first = {at: places[0] for places in things.values() for at in places}
    clashes = [places for places in things.values() if len({int(whole[at]) for at in places}) > 1]
    clash, again = np.zeros(len(sheet), dtype=bool), np.zeros(len(sheet), dtype=bool)
    clash[[at for places in clashes for at in places]] = True
    again[[at for at, leader in first.items() if at != leader]] = True

    def same(at: int) -> str:
        return f"says the same as {sheet.place(first[at])}; it is read once"

    def differs(at: int) -> str:
        return f"speaks of the same thing as {sheet.place(first[at])} and says something else; neither is used"

    notes.mark(sheet, again & ~clash, sheet.table.key[0], "M4", Severity.WARN, same, "Remove the repeated row.")
    hint = "Keep the row that is right; a correction belongs into a folder named later."
    notes.mark(sheet, again & clash, sheet.table.key[0], "S2", Severity.HOLD, differs, hint)
    # a clash in a later folder still hides the earlier folder's row: nobody knows which is right
    lasting = np.flatnonzero(~again)
    lasting = lasting[~_twice(key[lasting], "last")]
    return sheet.take(lasting[~clash[lasting]])


def _one_price(sheet: Sheet, notes: Notes) -> Sheet:
    """Three coins do not close at the same price in the same candle: the feed has mixed them up."""
    start, end, close = (sheet.values[name] for name in ("start", "end", "close"))
    mixed = start ^ (end * 31) ^ (close.view(np.int64) * 1000003)  # a quick sieve, looked at closely below
    ordered = np.sort(mixed)
    suspects = ordered[COINS_AT_ONE_PRICE - 1 :][ordered[COINS_AT_ONE_PRICE - 1 :] == ordered[: 1 - COINS_AT_ONE_PRICE]]
    bad = np.zeros(len(sheet), dtype=bool)
    if not len(suspects):
        return sheet
    groups: dict[tuple[int, int, float], list[int]] = {}
    for at in np.flatnonzero(np.isin(mixed, suspects)).tolist():
        if sheet.words["coin"][at] not in PEGGED:
            groups.setdefault((int(start[at]), int(end[at]), float(close[at])), []).append(at)
    others: dict[int, list[str]] = {}
    for (_, _, price), places in groups.items():
        coins = sorted({sheet.words["coin"][at] for at in places})
        opens = {float(sheet.values["open"][at]) for at in places}
        if len(coins) >= COINS_AT_ONE_PRICE and (_digits(price) >= DIGITS or len(opens) == 1):
            bad[places] = True
            others.update((at, coins) for at in places)

    def says(at: int) -> str:
        coins = others[at]
        names = f"{', '.join(coins[:-1])} and {coins[-1]}" if len(coins) <= 4 else f"{len(coins)} coins"
        return f"has a close of {number(close[at])}, the same price for {names} in one candle; none of them is used"

    notes.mark(sheet, bad, "close", "O3", Severity.HOLD, says, "Ask the source again: it has mixed up its coins.")
    return sheet.keep(~bad)


def _digits(price: float) -> int:
    return len(number(price).replace(".", "").strip("0"))


def _jumps(sheet: Sheet, notes: Notes) -> Sheet:
    """A candle 100 times above or below its neighbours of the same coin, venue and length is a fault of the feed."""
    start, close, top = (sheet.values[name] for name in ("start", "close", "high"))
    opens = np.where(np.isnan(sheet.values["open"]), close, sheet.values["open"])
    series = combine(sheet.codes("coin", "venue"), sheet.values["end"] - start)
    order = _by_series(series, start)
    series, first, last = series[order], opens[order], close[order]
    off = (series[1:] == series[:-1]) & _far(first[1:], last[:-1])
    bad = np.zeros(len(sheet), dtype=bool)
    for name in np.unique([*series[1:][off].tolist(), *series[_far(first, last)].tolist()]):
        places = order[series == name]
        bad[places[_astray(first[series == name], last[series == name])]] = True
    spike = (top >= JUMP * np.maximum(opens, close)) & ~bad

    def says(at: int) -> str:
        candle = f"opens at {number(opens[at])} and closes at {number(close[at])}"
        return f"{candle}, {JUMP:.0f} times off the candles beside it; the row is left out"

    def high(at: int) -> str:
        return f"has a high {JUMP:.0f} times its close ({number(top[at])}, {number(close[at])}); the row is left out"

    notes.mark(sheet, bad, "close", "U3", Severity.HOLD, says, "Ask the source for this candle again.")
    notes.mark(sheet, spike, "high", "U3", Severity.HOLD, high, "Ask the source for this candle again.")
    return sheet.keep(~(bad | spike))


def _by_series(series: Array, start: Array) -> Array:
    """The order of rows by series and then start; quick where the files keep each series in order."""
    ranks = pd.factorize(series)[0]
    order = np.argsort(ranks.astype(np.int16) if ranks.max(initial=0) < 2**15 else ranks, kind="stable")
    in_order = (start[order][1:] > start[order][:-1]) | (ranks[order][1:] != ranks[order][:-1])
    return order if in_order.all() else np.lexsort((start, ranks))


def _astray(first: Array, last: Array) -> list[int]:
    """Places of candles that left the level of their series and came back, or have only just left it."""
    swung = [at for at in np.flatnonzero(_far(first, last)).tolist() if _comes_back(first, last, at)]
    runs: list[list[int]] = []
    for at in range(len(first)):
        if at in swung:
            continue
        if not runs or _far(first[at], last[runs[-1][-1]]):
            runs.append([])
        runs[-1].append(at)
    lasting = [run for run in runs if len(run) >= LASTING] or runs[:1]
    level = first[lasting[0][0]]
    astray = swung
    for run in runs:
        if len(run) >= LASTING or not _far(first[run[0]], level):
            level = last[run[-1]]
        else:
            astray = astray + run
    return astray


def _comes_back(first: Array, last: Array, at: int) -> bool:
    """Whether a candle that went 100 times up or down within itself was undone at once, so that it never happened.

    A coin can lose that much in one candle and stay there; the newest candle is believed if it fell, not if it rose.
    """
    before = last[at - 1] if at else first[at]
    if at + 1 < len(first):
        return not _far(before, first[at + 1])
    return bool(last[at] > first[at]) or not _far(before, last[at])


def _far(price: Array, other: Array) -> Array:
    return (price >= JUMP * other) | (other >= JUMP * price)


def _parts(sheet: Sheet, notes: Notes) -> Sheet:
    """One coin or venue has no more than all of them in the same file: a part above its whole is not used."""
    values, same = sheet.values, combine(sheet.codes("start", "end", "source"), sheet.files.codes)
    one = ~sheet.words["venues"].each(["+" in text for text in sheet.words["venues"].found], np.bool_)
    bad = np.zeros(len(sheet), dtype=bool)
    wholes: dict[int, int] = {}
    for part, rest in (("coin", "venues"), ("venues", "coin")):
        stars = sheet.words[part].are("*")
        if not stars.any():
            continue
        group = combine(same, sheet.words[rest].codes)
        totals = {int(group[at]): at for at in np.flatnonzero(stars).tolist()}
        for at in np.flatnonzero(one & ~stars & np.isin(group, list(totals))).tolist():
            whole = totals[int(group[at])]
            if any(values[name][at] > values[name][whole] * (1 + ALWAYS_ROUNDING) for name in AMOUNTS):
                bad[at] = True
                wholes[at] = whole

    def says(at: int) -> str:
        part = f"{sheet.words['coin'][at]} on {sheet.words['venues'][at]}"
        whole = sheet.place(wholes[at])
        return f"has more for {part} than {whole} has for the whole, a share above 100 %; the row is left out"

    notes.mark(sheet, bad, "total_usd", "N4", Severity.HOLD, says, "Take part and whole from the same moment.")
    return sheet.keep(~bad)
