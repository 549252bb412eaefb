"""One sentence against one day: every figure needs a fact that says so, no claim may be denied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from newsgen.check import amounts, counts, dates, levels, parts, prices, rights, stands, verbs, weekdays
from newsgen.check import figures as fg
from newsgen.check.claims import hanging, plan
from newsgen.check.context import Bound, Doubt, View, price_coins
from newsgen.check.doubts import SIGNED, right_figure, unsupported
from newsgen.check.index import Kind, Known, as_date
from newsgen.check.reading import SHARES, SPANS, Item, Segment, Slot, Topic, WatchedTopic
from newsgen.check.values import BILLION, bounds, says
from newsgen.model import Unit

Admits = Callable[[Kind, Slot, Topic], bool]


def judge(view: View) -> list[Doubt]:
    """Every doubt about a sentence; what its figures were bound to is left in `view.bound`."""
    reading = view.reading
    doubts = [_at(doubt, slot.item) for slot in reading.figures for doubt in _slot(slot, view)]
    for slot in reading.places:
        doubts += (_at(doubt, slot.item) for doubt in dates.judge(slot, view.figure(slot), view))
    if reading.weekdays:
        doubts += weekdays.weekdays(view)
    if reading.dates and view.bound:
        doubts += weekdays.of_the_day(view)
    for claim, segment in plan(reading):
        doubts += (_at(doubt, *hanging(claim, segment)) for doubt in claim(segment, view))
    if reading.strong:
        doubts += verbs.strengths(view)
    return doubts


def _at(doubt: Doubt, *items: Item) -> Doubt:
    """The doubt with what it hangs on, where it does not say so itself; a direction that is denied can be turned."""
    if doubt.items or not items:
        return doubt
    word = items[0] if items[0].kind in ("dir", "into") and doubt.guard == "N2" else None
    return replace(doubt, items=items, right=doubt.right or (rights.turned(word.text) if word else ""))


def _slot(slot: Slot, view: View) -> Iterable[Doubt]:
    if slot.is_window and not _of_usual(slot):
        return ()
    figure = view.figure(slot)
    mark = slot.mark
    if mark == fg.PRICE:
        return _price(slot, figure, view)
    if mark == fg.MONEY:
        return _decide(slot, figure, amounts.admits, view)
    if mark in SHARES:
        return _decide(slot, figure, parts.admits, view)
    if mark == fg.POINTS:
        return _decide(slot, figure, parts.admits_points, view)
    if mark == fg.ODD:
        return (Doubt("N1", f"no fact is in the currency of {figure.text!r}"),)
    return _count(slot, figure, view)


def _count(slot: Slot, figure: fg.Figure, view: View) -> Iterable[Doubt]:
    here = slot.segment.scope
    if (
        _of_usual(slot)
        and slot.mark in fg.UNIT_OF
        and slot.mark != fg.WINDOW_MARKS[24, "hour"]
        and not here.has("noun:row")
    ):
        if slot.mark == fg.THIRTY_DAYS:
            return ()
        return (
            Doubt("K2", f"the usual is the median of the 30 days before, not of {figure.text}", ("series.median30",)),
        )
    if slot.is_window or counts.claims_nothing(slot, view.topic):
        return ()
    return _decide(slot, figure, counts.admits, view, tuple(counts.derived(slot, view)))


def _of_usual(slot: Slot) -> bool:
    """ "The median of the 30 days before", "In the 30 days before, the median had been": how long the usual is of."""
    here = slot.segment
    alone = here.slots == (slot,) and not (here.opener or here.scope.dirs or here.scope.named)
    days = fg.UNIT_OF.get(slot.mark) in ("day", "week", "month", "year")
    return here.scope.has("usual") or (alone and days and slot.whole.has("usual"))


def _price(slot: Slot, figure: fg.Figure, view: View) -> Iterable[Doubt]:
    kind = slot.families.get(view.topic)
    if kind is None:
        kind = slot.families[view.topic] = amounts.family(slot, view.topic)
    if kind == "order" or (kind in ("flow", "per_trader") and not slot.own.has(*levels.WORDS)):
        return _decide(slot, figure, amounts.admits, view)
    lost = any(part.scope.sides or part.scope.has("liq", "flow") for part in (slot.segment, *slot.segment.carry))
    if _bind(slot, figure, _price_or_amount if lost else prices.admits, view):
        return ()  # "At $940,447, forced closures were below the median"
    story = levels.denied(slot, figure, view) if levels.is_level(slot) else None
    if story:
        claim = f"{figure.text} is not where the price went as it is said"
        return (Doubt("N3", claim, (), f"{story}.", right=_right_level(slot, figure, view)),)
    if story == "":
        view.proofs += ((slot.item, row.id) for row in _levels(slot, view) if row.value == figure.value)
        return ()
    return _decide(slot, figure, _price_or_amount, view)


def _levels(slot: Slot, view: View) -> list[Known]:
    coins = price_coins(slot, view.topic)
    return [row for row in view.index.all("level") if row.kind.coin in coins]


def _right_level(slot: Slot, figure: fg.Figure, view: View) -> str:
    """The one level on file of which it would be true, or the one price."""
    if view.tried:
        return ""
    true = [row for row in _levels(slot, view) if not levels.denied(slot, replace(figure, value=row.value), view)]
    priced = [row for row in _candidates(slot, prices.admits, view) if _agrees(row, slot, view)]
    return right_figure(slot, figure, [*true, *priced])


def _price_or_amount(kind: Kind, slot: Slot, topic: Topic) -> bool:
    return prices.admits(kind, slot, topic) if kind.unit is Unit.PRICE else amounts.admits(kind, slot, topic)


def _decide(slot: Slot, figure: fg.Figure, admits: Admits, view: View, more: tuple[Known, ...] = ()) -> Iterable[Doubt]:
    if _bind(slot, figure, admits, view):
        return ()
    row = next((row for row in more if says(figure, slot.compare, row.value)), None)
    if row is not None:
        view.bound.append(Bound(slot, figure, row))
        return ()
    if view.tried:
        return (Doubt("N1", figure.text),)
    near = _candidates(slot, admits, view)
    rows = [row for row in near if not stands.governs(row.kind)]
    allowed = [row for row in near if _agrees(row, slot, view)]
    return (unsupported(slot, figure, [*rows, *more], [*allowed, *more], view),)


def _bind(slot: Slot, figure: fg.Figure, admits: Admits, view: View) -> bool:
    """Find a fact of the figure's size that its words allow."""
    index = view.index
    if not slot.compare and not figure.signed and figure.step < BILLION and not view.closest:
        for fact_id in slot.before:  # most often what supported these words before supports them again
            fact = index.known.get(fact_id)
            if fact is not None and figure.least <= abs(fact.value) < figure.most:  # type: ignore[arg-type]
                row = index.row(fact)
                if slot.memo.get((admits, row.kind)) and _agrees(row, slot, view):
                    view.bound.append(Bound(slot, figure, row))
                    return True
    found = _supporting(slot, figure, admits, view)
    best = next(found, None)
    for row in found if view.closest and best is not None else ():
        best = min(best, row, key=lambda one: _distance(one, slot, figure))
    if best is not None:
        view.bound.append(Bound(slot, figure, best))
    return best is not None


def _distance(row: Known, slot: Slot, figure: fg.Figure) -> tuple[bool, float]:
    """How far a fact is from a figure: first whether its coin is named, then by value."""
    return row.kind.coin not in (*slot.whole.coins, None), abs(abs(row.value) - abs(figure.value))


def _supporting(slot: Slot, figure: fg.Figure, admits: Admits, view: View) -> Iterator[Known]:
    """Every fact of the figure's size that its words allow, in the terms of the figure."""
    for low, high, factor in bounds(figure, slot.compare):
        for known in view.index.between(low, high):
            row = known if factor == 1 else known._replace(value=known.value * factor)
            if says(figure, slot.compare, row.value) and _allowed(row, slot, admits, view) and _agrees(row, slot, view):
                if factor == 1 and row.id not in slot.before:
                    slot.before = (row.id, *slot.before[:3])
                yield row


def _allowed(row: Known, slot: Slot, admits: Admits, view: View) -> bool:
    """The answer of `admits`, which depends on its arguments alone, remembered with the slot."""
    answer = slot.memo.get((admits, row.kind))
    if answer is None:
        answer = slot.memo.get((admits, row.kind, view.topic))
    if answer is None:
        watched = WatchedTopic(*view.topic)
        answer = (stands.admits if stands.governs(row.kind) else admits)(row.kind, slot, watched)
        slot.memo[(admits, row.kind, view.topic) if watched.asked else (admits, row.kind)] = answer
    return answer


def _agrees(row: Known, slot: Slot, view: View) -> bool:
    """What depends on the day: the sign of a change or a flow, the date beside an amount, the run that ended."""
    kind = row.kind
    if stands.governs(kind) and not stands.agrees(row, slot, view):
        return False
    if kind.measure == "flow":
        return amounts.flow_sign(slot) * row.value >= 0
    if kind.measure in SIGNED and slot.mark != fg.TIMES:
        return parts.sign_of(slot) * row.value >= 0
    if kind.measure == "streak":
        return counts.ended_run_is_opposite(row, slot, view)
    if kind.measure in ("liquidated", "liquidated_share"):
        return on_its_day(kind.base, slot, view)
    return True


def on_its_day(base: str, slot: Slot, view: View) -> bool:
    """Whether a date beside an amount of liquidations is one that the amount is of."""
    days = [fg.calendar_day(view.figure(other), view.index.now) for other in _days_beside(slot)]
    if not days:
        return True
    if base == "callback":
        return as_date(view.index.facts.value("callback.date")) in days
    if base == "echo":
        return as_date(view.index.facts.value("echo.date")) in days
    if base in ("series_day", "three_days", "seven_days"):
        return as_date(view.index.facts.value("series.day")) in days
    return base not in ("window", "total", "coin", "coin_side") or all(day in view.index.window_days for day in days)


def _days_beside(slot: Slot) -> list[Slot]:
    """The dates of the clause, or of an adverb before it ("On Monday 3 February, longs worth ...")."""
    segment = slot.segment
    segments = [segment]
    if segment.carry and segment.opener in (",", "break", ":") and _only_dates(segment.carry[-1]):
        segments.append(segment.carry[-1])
    return [
        other for part in segments for other in part.slots if other.mark == fg.DAY and "since:since" not in other.near
    ]


def _only_dates(segment: Segment) -> bool:
    placed = (fg.DAY, fg.TIME, *SPANS)
    return all(other.mark in placed or other.noun == "days" for other in segment.slots) and not segment.scope.coins


def _candidates(slot: Slot, admits: Admits, view: View) -> list[Known]:
    """Every fact that the words beside a figure allow, whatever its size; not remembered, for they are many."""
    topic = view.topic
    return [
        row for row in view.index.rows if (stands.admits if stands.governs(row.kind) else admits)(row.kind, slot, topic)
    ]
