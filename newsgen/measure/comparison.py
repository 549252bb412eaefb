"""How coins moved against one another.

Few coins have finer candles, so breadth and movers speak of the last whole UTC day that had ended by the window's end
(`breadth.day`), for every coin with a daily candle; coins pegged to the dollar are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from newsgen.catalogue import COINS, MAJORS
from newsgen.market.steps import PEGGED
from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.candles import Venue
from newsgen.measure.clock import DAY, day_of, moment
from newsgen.model import Window

LEAST_COINS = 5  # fewer coins besides bitcoin and ether are no market
PLACES = ("", "2", "3")


@dataclass(frozen=True, slots=True)
class Move:
    """A coin's whole UTC day: its change in percent and the prices behind it."""

    coin: str
    change: float
    working: str
    venue: str
    origins: Origins


def measure_comparison(book: Book, venues: dict[str, tuple[Venue, ...]]) -> None:
    """Enter the gaps between coins, breadth, and the best and worst of the last whole UTC day."""
    _gap(book, "gap.eth_btc_24h", "change_24h")
    _gap(book, "gap.eth_btc_7d", "change_7d")
    closing = book.end // DAY * DAY
    span = Window(moment(closing - DAY), moment(closing))
    moves = {
        name: move for name in sorted(venues) if name not in PEGGED and (move := _move(name, venues[name], closing))
    }
    _changes(book, moves, span)
    alts = [move for name, move in moves.items() if name not in MAJORS]
    if len(alts) < LEAST_COINS:
        reason = f"fewer than {LEAST_COINS} coins besides bitcoin and ether have a candle of {day_of(closing)}"
        for prefix in ("breadth.", "alts.", "best", "worst", "gap.alts"):
            book.miss(reason, family(prefix))
        return
    _breadth(book, moves, closing, span)
    _together(book, moves, span)
    _median(book, alts, moves.get("BTC"), span)
    _movers(book, alts, span)


def _gap(book: Book, fact_id: str, suffix: str) -> None:
    """Ether's change less bitcoin's, where both run over the same time."""
    eth, btc = book.known.get(f"eth.{suffix}"), book.known.get(f"btc.{suffix}")
    if eth is None or btc is None or eth.window != btc.window:
        book.miss("bitcoin and ether have no change over the same time", (fact_id,))
        return
    first, second = float(eth.value), float(btc.value)  # type: ignore[arg-type]
    text = f"{brief(first - second)} = {brief(first)} - {brief(second)}"
    book.put(fact_id, first - second, text, eth.origins + btc.origins, span=eth.window, venues=eth.about.venues)


def _move(name: str, venues: tuple[Venue, ...], closing: int) -> Move | None:
    """The coin's day that closed then, on the first venue that has it; a day with a leap in it is nobody's move."""
    for venue in venues:
        place = venue.daily.exact(closing) if venue.daily else None
        if venue.daily is None or place is None:
            continue
        if place in venue.daily.leaps:
            return None
        opened, closed = venue.daily.open[place], venue.daily.close[place]
        change = (closed - opened) / opened * 100
        text = f"{brief(change)} = ({exact(closed)} - {exact(opened)}) / {exact(opened)} x 100"
        return Move(name, change, text, venue.name, venue.origins(venue.daily, place, place))
    return None


def _changes(book: Book, moves: dict[str, Move], span: Window) -> None:
    for name in COINS:
        fact_id = f"{name.lower()}.change_day"
        move = moves.get(name)
        if book.is_day or move is None:
            book.miss("the window is that day" if book.is_day else "no daily candle of the last whole day", (fact_id,))
            continue
        book.put(fact_id, move.change, move.working, move.origins, span=span, venues=move.venue)


def _breadth(book: Book, moves: dict[str, Move], closing: int, span: Window) -> None:
    origins = tuple(origin for move in moves.values() for origin in move.origins)
    day = day_of(closing)
    groups = {
        "up": [name for name, move in moves.items() if move.change > 0],
        "down": [name for name, move in moves.items() if move.change < 0],
        "all": list(moves),
    }
    book.put("breadth.day", day, f"the last whole UTC day by the window's end: {day}", origins, span=span)
    for base, names in groups.items():
        text = f"{len(names)} = {', '.join(names) or 'none'}"
        book.put(f"breadth.{base}", len(names), text, origins, span=span)


def _together(book: Book, moves: dict[str, Move], span: Window) -> None:
    """Whether all coins moved one way, and then the smallest of their moves."""
    changes = [move.change for move in moves.values()]
    same = all(change > 0 for change in changes) or all(change < 0 for change in changes)
    origins = tuple(origin for move in moves.values() for origin in move.origins)
    text = f"changes of {len(changes)} coins from {brief(min(changes))} to {brief(max(changes))} %"
    book.put("breadth.same", int(same), text, origins, span=span)
    if same:
        name = min(moves, key=lambda one: abs(moves[one].change))
        book.put("breadth.least", abs(moves[name].change), f"{name}, the smallest move: {text}", origins, span=span)
    book.miss("the coins moved both ways", ("breadth.least",))


def _median(book: Book, alts: list[Move], btc: Move | None, span: Window) -> None:
    middle = median(move.change for move in alts)
    origins = tuple(origin for move in alts for origin in move.origins)
    changes = ", ".join(f"{one.coin} {brief(one.change)}" for one in alts)
    text = f"{brief(middle)}: median of {len(alts)} coins: {changes}"
    book.put("alts.median_change", middle, text, origins, span=span)
    if btc is not None:
        text = f"{brief(middle - btc.change)} = {brief(middle)} - {brief(btc.change)}"
        book.put("gap.alts_btc", middle - btc.change, text, (*origins, *btc.origins), span=span)
    book.miss("no daily candle of bitcoin", ("gap.alts_btc",))


def _movers(book: Book, alts: list[Move], span: Window) -> None:
    ranked = sorted(alts, key=lambda move: (-move.change, move.coin))
    for name, order in (("best", ranked), ("worst", ranked[::-1])):
        for suffix, move in zip(PLACES, order[: len(order) // 2], strict=False):
            text, coin, venue = f"{move.coin} {move.working}", move.coin, move.venue
            book.put(f"{name}{suffix}.coin", coin, text, move.origins, span=span, coin=coin, venues=venue)
            book.put(f"{name}{suffix}.change", move.change, text, move.origins, span=span, coin=coin, venues=venue)
