"""Which claims a sentence makes besides its figures, and the judging of those that stand alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newsgen.check import alike, moves, rankings, records, stands
from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View
from newsgen.check.levels import candle
from newsgen.check.reading import Item, Reading, Segment

Judge = Callable[[Segment, View], Iterator[Doubt]]
# Days that "a day earlier", "a week before" ... may mean.
_AGO = {
    "24h": (1, 2), "7d": (5, 9), "30d": (26, 34), "12m": (360, 371), "noun:days": (2, 25), "noun:weeks": (10, 70),
    "noun:months": (45, 400),
}  # fmt: skip
_QUIET_MOST = 1.2  # times the usual day up to which a day may be called quiet


def plan(reading: Reading) -> list[tuple[Judge, Segment]]:
    """The claims of a sentence, worked out once."""
    if reading.plan is None:
        reading.plan = [*_planned(reading)]
    return reading.plan  # type: ignore[return-value]


_BY_WORD: tuple[tuple[frozenset[str], Judge], ...] = (
    (frozenset({"majority:most", "majority:lead", "majority:minor"}), rankings.majority),
    (frozenset({"versus:more", "versus:less", "versus:better", "versus:worse"}), rankings.versus),
    (frozenset({"record:new"}), records.record),
    (frozenset({"missed:missed"}), records.missed),
    (frozenset({"super:high", "super:low"}), records.superlative),
    (frozenset({"usual"}), rankings.usual),
    (frozenset({"heavy", "light"}), rankings.weight),
    (frozenset({"flat:flat"}), moves.stillness),
    (frozenset({"together:same", "together:apart"}), moves.together),
    (frozenset({"even:even"}), alike.evenness),
)
_ORDERS = frozenset({"rel:above", "rel:below", "versus:more", "versus:less"})


# The kinds of words that a claim hangs on: where it is doubted, the last of them in its clause is pointed at.
_HANGS: dict[Judge, tuple[str, ...]] = {
    moves.direction: ("dir",), moves.flows: ("into",), moves.stillness: ("flat",), moves.together: ("together",),
    rankings.majority: ("majority",), rankings.versus: ("versus",), rankings.usual: ("rel", "versus", "event", "dir"),
    rankings.weight: ("event",), rankings.ordered: ("rel", "versus"), rankings.against_record: ("rel",),
    rankings.beyond: ("figure",), rankings.told_twice: ("figure",), rankings.followed: ("coin",),
    records.record: ("record",), records.missed: ("missed",), records.superlative: ("super", "record"),
    records.first_time: ("since",), alike.evenness: ("even",), alike.whole_market: ("dir",),
    stands.side_of_average: ("rel", "cross"),
}  # fmt: skip


def hanging(claim: Judge, segment: Segment) -> tuple[Item, ...]:
    """The word of a clause that a claim hangs on; none where it is the clause as a whole."""
    kinds = _HANGS.get(claim, ())
    return tuple(item for item in segment.items if item.kind in kinds or item.name in kinds)[-1:]


def _planned(reading: Reading) -> Iterator[tuple[Judge, Segment]]:
    for segment in reading.segments:
        scope = segment.scope
        if scope.dirs:
            yield moves.direction, segment
        if scope.flows:
            yield moves.flows, segment
        yield from ((judge, segment) for words, judge in _BY_WORD if words & scope.words)
        if alike.says_all(segment):
            yield alike.whole_market, segment
        if len(segment.slots) > 1 and _ORDERS & scope.words:
            yield rankings.ordered, segment
        if scope.has("since:first") and not scope.has("since:since") and scope.has("rel:above", "cross:up"):
            yield records.first_time, segment
        if scope.has("avg50", "avg200"):
            yield stands.side_of_average, segment
        if scope.has("squeeze", "flush", "quiet") and not scope.has("when:before", "not:not"):
            yield _kind_of_day, segment
        if reading.has("order"):
            yield _order, segment
        if scope.venues:
            yield _venue_list, segment
            yield _price_venue, segment
        if segment.carry and segment.opener == "join" and any(slot.mark == fg.MONEY for slot in segment.slots):
            yield rankings.told_twice, segment
        if segment.carry and scope.recorded and scope.has("rel:above", "rel:below"):
            yield rankings.against_record, segment
        if segment.carry and segment.carry[-1].scope.has("rel:above", "rel:below", "cross:lost"):
            yield rankings.beyond, segment
        if scope.has("follow:next"):
            yield rankings.followed, segment
        if any(item.kind == "misnamed" for item in segment.items):
            yield _misnamed, segment
        if scope.has("noun:row") and "12m" in scope.windows:
            yield _long_run, segment
        if scope.has("super:best") and (scope.sides or scope.has("liq")):
            yield _best_day, segment
        if (
            scope.has("rel:above", "rel:below")
            and scope.has("whole:it")
            and not scope.has("last:last")
            and not any(slot.mark == fg.PRICE for slot in segment.slots)
        ):
            yield _against_it, segment
        if scope.has("when:before") and (scope.windows or scope.has("noun:days", "noun:weeks", "noun:months")):
            yield _days_ago, segment
        if scope.has("ceiling:ceiling"):
            yield _ceiling, segment
        if scope.has("recovered") and any(code[0] == "+" for code in scope.dirs) and not scope.has("extreme:low"):
            yield _gain_won_back, segment
    if reading.segments and not reading.slots:
        yield _bare_side, reading.segments[0]


def _kind_of_day(segment: Segment, view: View) -> Iterator[Doubt]:
    """A squeeze closes shorts on a rise, a flush longs; a quiet day has few liquidations."""
    scope, index = segment.scope, view.index
    longs, shorts = index.number("liq.long"), index.number("liq.short")
    change = index.find("change", (scope.named or view.reading.coins or ("BTC",))[0], "window")
    if scope.has("squeeze") and "long" not in scope.sides:
        if longs is not None and shorts is not None and shorts < longs:
            yield Doubt("N2", "a short squeeze is claimed", ("liq.long", "liq.short"), "Longs lost more than shorts.")
        elif change is not None and change.value < 0:
            yield Doubt("N2", "a short squeeze is claimed", (change.id,), f"{change.id} is {change.value:+.1f}%.")
    if scope.has("flush") and longs is not None and shorts is not None and shorts > longs:
        yield Doubt("N2", "a flush of longs is claimed", ("liq.long", "liq.short"), "Shorts lost more than longs.")
    ratio = index.find("liquidated_ratio", None, "usual")
    if scope.has("quiet") and ratio is not None and ratio.value > _QUIET_MOST:
        yield Doubt("N2", "a quiet day is claimed", (ratio.id,), f"{ratio.id} is {ratio.value:.2f}.")


def _order(segment: Segment, view: View) -> Iterator[Doubt]:
    """The largest order's coin, side and venue, named in a clause without its amount."""
    scope, index = segment.scope, view.index
    if any(slot.mark in (fg.MONEY, fg.PERCENT) for slot in segment.slots) or scope.dirs:
        return
    if scope.has("super:low") and scope.has("order"):
        yield Doubt("N2", "the largest order is said to be the smallest", ("order.usd",))
    venues = tuple(name for names in scope.venues for name in names)
    for fact_id, names in (("order.coin", scope.named), ("order.side", scope.sides), ("order.venue", venues)):
        value = index.text(fact_id)
        value = index.venues(value)[0] if value and fact_id == "order.venue" else value
        if names and value is not None and value not in names and not scope.has("whole:total"):
            claim = f"the order's {fact_id[6:]} is not {' or '.join(names)}"
            wrong = tuple(item for item in segment.items if item.kind == fact_id[6:])[:1]
            yield Doubt("N1", claim, (fact_id,), f"{fact_id} is {value}.", wrong)


def _venue_list(segment: Segment, view: View) -> Iterator[Doubt]:
    """A list of venues is the list that a series covers, or venues that have figures."""
    index = view.index
    covered = [set(index.venues(index.text(fact_id))) for fact_id in ("liq.venues", "series.venues", "btc.venue")]
    counted = segment.scope.has("noun:coins", "tracked")
    for names in segment.scope.venues:
        if set(names) in covered or (len(names) == 1 and not (counted and view.reading.has("liq", "tracked"))):
            continue
        single = {name for row in index.all("liquidated") for name in row.kind.venues} | set(
            index.venues(index.text("order.venue"))
        )
        if counted or not set(names) <= single or len(set(names)) < len(names):
            yield Doubt(
                "N1",
                f"no figure on file covers {', '.join(names)}",
                (),
                "; ".join("+".join(sorted(known)) for known in covered if known),
            )


def _price_venue(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Its high was $55,750, on Binance": the venue that the prices come from."""
    if segment.slots or view.reading.has("order", "liq") or segment.scope.sides:
        return
    beside = (segment, *segment.carry[-1:])
    coins = [
        bound.known.kind.coin
        for bound in view.bound
        if bound.known.kind.measure == "price" and bound.slot.segment in beside
    ]
    source = view.index.text(f"{(coins[0] or '').lower()}.venue") if coins else None
    if source is not None and not set(segment.scope.venues[0]) & set(view.index.venues(source)):
        yield Doubt("N1", f"the price is not from {segment.scope.venues[0][0]}", (), f"It is from {source}.")


def _ceiling(_: Segment, view: View) -> Iterator[Doubt]:
    if view.reading.has("liq") or "liq" in view.topic.words:
        yield Doubt("B1", "liquidation totals are said to be a ceiling", hint="They are a floor.")


def _against_it(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Passed $120,000 and was still above it": the level named before, against the price at the end."""
    priced = {id(bound.slot) for bound in view.bound}
    levels = [
        slot for earlier in segment.carry for slot in earlier.slots if slot.mark == fg.PRICE and id(slot) not in priced
    ]
    above = segment.scope.has("rel:above")
    ranges = [slot for part in segment.carry if part.scope.has("range") for slot in part.slots if slot.mark == fg.PRICE]
    if not levels and len(ranges) == 2:
        levels = ranges if above else ranges[:1]  # "in a range of $1 to $2, and ended above it"
    coins = [coin for earlier in segment.carry for coin in earlier.scope.named] or list(view.topic.coins)
    prices = candle(coins[0], view) if levels and coins else None
    if prices is not None:
        level = view.figure(levels[-1])
        if (prices.end > level.value) != above:
            yield Doubt(
                "N2",
                f"the price is said to be {'above' if above else 'below'} {level.text} at the end",
                (),
                f"{prices.story()}.",
            )


def _misnamed(segment: Segment, view: View) -> Iterator[Doubt]:  # noqa: ARG001
    for item in segment.items:
        if item.kind == "misnamed":
            yield Doubt("N1", f"two names for one coin differ: {item.value}")


def _long_run(segment: Segment, view: View) -> Iterator[Doubt]:  # noqa: ARG001
    yield Doubt("N1", "no fact counts months in a row")


def _best_day(segment: Segment, view: View) -> Iterator[Doubt]:  # noqa: ARG001
    yield Doubt("N2", "a day of losses is said to be the best", hint="It was the worst, or the heaviest.")


def _days_ago(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "A day earlier, on Tuesday 8 November": the date lies so far back."""
    after = [part for part in view.reading.segments if part.carry[-1:] == (segment,) and not part.scope.recorded]
    for slot in (*segment.slots, *(slot for part in after for slot in part.slots)):
        day = (
            fg.calendar_day(view.figure(slot), view.index.now)
            if slot.mark == fg.DAY and "since:since" not in slot.near
            else None
        )
        if day is not None and slot in segment.slots:
            yield from _counted_back(segment, (view.index.ending - day).days, view)
        unit = (
            segment.scope.windows[0]
            if segment.scope.windows
            else next(word for word in _AGO if word in segment.scope.words)
        )
        least, most = _AGO.get(unit, (0, 10_000))
        if day is not None and not least <= (view.index.ending - day).days <= most:
            yield Doubt(
                "K2",
                f"{view.figure(slot).text} is not as far back as is said",
                (),
                f"It lies {(view.index.ending - day).days} days back.",
            )


def _counted_back(segment: Segment, days: int, view: View) -> Iterator[Doubt]:
    """ "It was nine days after Thursday 25 July": as many as lie between."""
    if any(item.name == "when:before" and item.text == "days after" for item in segment.items):
        for slot in segment.slots:
            if fg.UNIT_OF.get(slot.mark) == "day" or slot.mark in (fg.BARE, fg.WORDNUMBER):
                said = view.figure(slot)
                if said.value != days:
                    yield Doubt("K2", f"it is not {said.text} after that day", (), f"It is {days} days.")


def _gain_won_back(segment: Segment, view: View) -> Iterator[Doubt]:  # noqa: ARG001
    yield Doubt("N2", "a gain is said to be won back", hint="A loss is won back.")


def _bare_side(_: Segment, view: View) -> Iterator[Doubt]:
    """A heading that names one side as the one closed out: it must be the side that lost more."""
    reading = view.reading
    sides = set(reading.sides)
    if len(sides) != 1 or "both" in sides or not reading.has("liq"):
        return
    if not reading.has("majority:most", "majority:lead", "majority:minor", "squeeze", "flush", "not:not"):
        coins = (
            reading.coins
            if len(reading.coins) == 1 and not any(segment.scope.dirs for segment in reading.segments)
            else ()
        )
        yield from rankings.side_majority(sides.pop(), coins, "most", view)


# Claims of this module that hang on one kind of word.
_HANGS |= {
    _kind_of_day: ("squeeze", "flush", "quiet"), _venue_list: ("venue",), _price_venue: ("venue",),
    _misnamed: ("misnamed",), _ceiling: ("ceiling",), _against_it: ("rel",), _best_day: ("super",),
    _gain_won_back: ("recovered",), _bare_side: ("side",), _days_ago: ("when",),
}  # fmt: skip
