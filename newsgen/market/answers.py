"""What an answer must obey beyond what a file must: sessions on days of trading, parts and wholes, words and values.

A source that moves its dates by a day, its figures by a factor or its words by a row is believed in none of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from newsgen.model import Severity

from .holidays import SATURDAY, trades
from .notes import Notes
from .rules import number
from .sheets import Array, Sheet, combine, moment

SESSIONS = frozenset(["SPX", "NDX", "IXIC", "DJI", "VIX", "SPY", "QQQ", "DIA"])  # others are quoted every day
WEEKDAYS = frozenset(["VIX"])  # computed on some days on which the exchanges are shut
SMALL, LARGE = 1e6, 1e8  # US dollars by which funds and their total may differ, and by which they never do
ROUGHLY, WIDELY = 0.01, 0.1  # the same as a part of the larger one
BANDS = {"Extreme Fear": (0, 25), "Fear": (26, 46), "Neutral": (47, 54), "Greed": (55, 75), "Extreme Greed": (76, 100)}
LABELLED = "alternative.me"  # whose words the bands are, as in all of its history


def doubt(sheet: Sheet, notes: Notes) -> Sheet:
    """The rows of one answer that may be believed."""
    if sheet.table.name == "etf_flows":
        moves = sheet.values["flow_usd"] != 0  # a zero on a holiday is no session; what is not known is no flow
        return _totals(_sessions(sheet, "asset", moves & ~np.isnan(sheet.values["flow_usd"]), notes), notes)
    if sheet.table.name == "indices":
        names = sheet.words["index"]
        return _sessions(sheet, "index", names.each([name in SESSIONS for name in names.found], np.bool_), notes)
    return _labels(sheet, notes) if sheet.table.name == "sentiment" else sheet


def _sessions(sheet: Sheet, name: str, counts: Array, notes: Notes) -> Sheet:
    """No session on a day without trading: the dates of a whole series may be a day off."""
    days = {int(at): moment(int(at)) for at in np.unique(sheet.values["date"][counts]).tolist()}
    shut = {at for at, day in days.items() if day is not None and not trades(day.date())}
    weekend = {at for at in shut if (day := days[at]) is not None and day.weekday() >= SATURDAY}
    lenient = sheet.words[name].each([one in WEEKDAYS for one in sheet.words[name].found], np.bool_)
    off = np.isin(sheet.values["date"], list(shut)) & ~lenient | np.isin(sheet.values["date"], list(weekend))
    off &= counts
    good = np.ones(len(sheet), dtype=bool)
    series = sheet.codes(name, "source")
    for one in np.unique(series[off]).tolist():
        places = np.flatnonzero(series == one)
        good[places] = False
        first = int(np.flatnonzero(off & (series == one))[0])
        day = moment(int(sheet.values["date"][first]))
        what = f"is a session of {sheet.words[name][first]} on {day:%A %Y-%m-%d}, when nobody traded"
        lost = f"the dates may be a day off, and none of its {len(places)} rows is used"
        message = f"Row {sheet.place(first)[4:]} {what}: {lost}."
        where = f"{sheet.files[first]}:{int(sheet.rows[first])}:date"
        notes.add("K4", Severity.HOLD, message, where, "Compare the dates with another source.")
    return sheet.keep(good)


def _totals(sheet: Sheet, notes: Notes) -> Sheet:
    """Where every fund is known, they make the total; a total that is far off is not used."""
    known = ~np.isnan(sheet.values["flow_usd"])
    near, far = np.zeros(len(sheet), dtype=bool), np.zeros(len(sheet), dtype=bool)
    sums: dict[int, float] = {}
    for whole, parts in _days(sheet, known):
        total, sums[whole] = float(sheet.values["flow_usd"][whole]), float(sheet.values["flow_usd"][parts].sum())
        gap, larger = abs(total - sums[whole]), max(abs(total), abs(sums[whole]))
        far[whole] = gap > max(LARGE, WIDELY * larger)
        near[whole] = not far[whole] and gap > max(SMALL, ROUGHLY * larger)

    def differs(at: int) -> str:
        both = f"{number(sheet.values['flow_usd'][at])} where its funds add up to {number(sums[at])}"
        day = moment(int(sheet.values["date"][at]))
        return f"has a total of {both} on {day:%Y-%m-%d}; " + ("it is not used" if far[at] else "it is kept")

    hint = "Ask the source again, or compare with another one."
    notes.mark(sheet, far, "flow_usd", "N4", Severity.HOLD, differs, hint)
    latest = sheet.values["date"] == sheet.values["date"].max(initial=0)  # sources never mend their old days
    notes.mark(sheet, near & latest, "flow_usd", "N4", Severity.WARN, differs, hint)
    return sheet.keep(~far)


def _days(sheet: Sheet, known: Array) -> Iterator[tuple[int, Array]]:
    """The place of each total and those of its funds, where no fund of the sessions beside it is missing."""
    stars, series = sheet.words["fund"].are("*"), sheet.codes("asset", "source")
    group, funds = combine(series, sheet.values["date"]), sheet.words["fund"].codes
    order = np.argsort(group, kind="stable")
    parts = {int(group[chunk[0]]): chunk for chunk in _chunks(order[(~stars & known)[order]], group)}
    for one in np.unique(series[stars]).tolist():
        wholes = np.flatnonzero(stars & known & (series == one))
        wholes = wholes[np.argsort(sheet.values["date"][wholes], kind="stable")]
        listed: set[int] = set()
        for whole in wholes.tolist():
            chunk = parts.get(int(group[whole]))
            there = set() if chunk is None else set(funds[chunk].tolist())
            if chunk is not None and there >= listed:
                yield whole, chunk
            listed = there or listed


def _chunks(order: Array, group: Array) -> list[Array]:
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1) if len(order) else []


def _labels(sheet: Sheet, notes: Notes) -> Sheet:
    """A word of the index that belongs to another value: one of the two is of another day."""
    label, values = sheet.words["label"], np.round(sheet.values["value"])
    least, most = (label.each([BANDS.get(word, (0, 100))[end] for word in label.found], np.float64) for end in (0, 1))
    bad = ((values < least) | (values > most)) & sheet.words["source"].are(LABELLED)

    def says(at: int) -> str:
        return f"calls a value of {number(sheet.values['value'][at])} {label[at]}; the row is left out"

    notes.mark(sheet, bad, "label", "S2", Severity.HOLD, says, "Ask the source again.")
    return sheet.keep(~bad)
