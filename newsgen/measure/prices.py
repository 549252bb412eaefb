"""Prices of every coin in the window.

Every price of a coin comes from the venue of its window (see `candles`).  A change over a longer time starts from the
price at the same clock time where finer candles reach, else from the last close by then, which may be a daily one: the
working says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from newsgen.catalogue import COINS, MAJORS
from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.candles import Venue, View, best_view
from newsgen.measure.clock import DAY, HOUR, clock, moment
from newsgen.model import Severity, Value, Window

RECENT = 7 * DAY  # candles that ended within it were meant to be there


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin in the window: where its facts go and where they come from."""

    book: Book
    name: str
    view: View
    origins: Origins
    window: Window

    @property
    def prefix(self) -> str:
        return self.name.lower()

    def put(self, suffix: str, value: Value, working: str, span: Window | None = None, origins: Origins = ()) -> None:
        self.book.put(
            f"{self.prefix}.{suffix}", value, working, origins or self.origins,
            span=span or self.window, venues=self.view.venue.name,
        )  # fmt: skip

    def change(self, suffix: str, now: float, then: float, span: Window | None = None, note: str = "") -> None:
        """A signed percentage from `then` to `now`; a base of zero has none."""
        if then > 0:
            value = (now - then) / then * 100
            text = f"{brief(value)} = ({exact(now)} - {exact(then)}) / {exact(then)} x 100{note}"
            self.put(suffix, value, text, span)

    def since(self, suffix: str, at: int, price_suffix: str = "") -> None:
        """The change from the price at an earlier time, and that price itself where `price_suffix` names a fact."""
        found = self.view.venue.price_at(at, self.view.end)
        if found is None:
            self.miss(f"no price on file for {clock(at)}", suffix, *([price_suffix] if price_suffix else []))
            return
        price, ended = found
        kind = "daily close" if at - ended >= HOUR and ended % DAY == 0 else "close"
        note = f"close at {clock(ended)}" + ("" if ended == at else f", the last {kind} by then")
        if price_suffix:
            self.put(price_suffix, price, f"{exact(price)}: {note}", Window(moment(ended), moment(ended)))
        self.change(suffix, self.view.price, price, Window(moment(ended), self.window.end), f", from the {note}")

    def miss(self, reason: str, *suffixes: str) -> None:
        self.book.miss(reason, [f"{self.prefix}.{suffix}" for suffix in suffixes])

    def back(self, seconds: int) -> Window:
        """The span of so many seconds up to the window's end."""
        return Window(self.window.end - timedelta(seconds=seconds), self.window.end)


def measure_prices(book: Book, venues: dict[str, tuple[Venue, ...]]) -> dict[str, Coin]:
    """Enter the prices of every coin whose candles cover the window; gives those coins."""
    coins: dict[str, Coin] = {}
    for name in COINS:
        book.put(f"{name.lower()}.name", name, f"the coin itself: {name}", (), coin=name)
        coin = _coin(book, name, venues.get(name, ()))
        if coin is not None:
            coins[name] = coin
            _window(coin)
            coin.since("change_7d", coin.view.end - 7 * DAY, "week_ago" if name in MAJORS else "")
    return coins


def _coin(book: Book, name: str, venues: tuple[Venue, ...]) -> Coin | None:
    view = best_view(venues, book.end)
    if view is None:
        book.miss(f"no {name} candles cover the 24 hours to {clock(book.end)}", price_ids(name))
        if name in MAJORS:
            _stale(book, name, venues)
        return None
    leap = view.leap
    if leap is not None:
        before, after = view.candles.close[leap - 1], view.candles.open[leap]
        when, where = clock(view.candles.starts[leap]), view.venue.name
        message = f"{name} leaps from {exact(before)} to {exact(after)} at {when} on {where}: its prices are left out"
        ids = (f"{name.lower()}.price",)
        book.find("U3", Severity.HOLD, f"{message}.", view.file, ids, "Compare the candles with their source.")
        book.miss(message, price_ids(name))
        return None
    return Coin(book, name, view, view.origins, Window(moment(view.start), moment(view.end)))


def _stale(book: Book, name: str, venues: tuple[Venue, ...]) -> None:
    """Warn of bitcoin or ether candles that ended shortly before the window: a reader would expect prices."""
    found = [(one, place) for venue in venues for one in venue.candles if (place := one.until(book.end) - 1) >= 0]
    ended = {one.ends[place]: one.files.at(place) for one, place in found}
    latest = max(ended, default=None)
    if latest is not None and book.end - latest < RECENT:
        message = f"{name} prices are left out: its latest candle ends at {clock(latest)}, before {clock(book.end)}."
        ids = (f"{name.lower()}.price",)
        book.find("F3", Severity.WARN, message, ended[latest], ids, "Add candles that reach the window's end.")


def _window(coin: Coin) -> None:
    view = coin.view
    where = f"on {view.venue.name}"
    coin.put("venue", view.venue.name, f"candles of {view.candles.step // HOUR} h {where}")
    coin.put("price", view.price, f"{exact(view.price)}: close at {clock(view.end)} {where}")
    coin.put("open", view.open, f"{exact(view.open)}: open at {clock(view.start)} {where}")
    coin.change("change_24h", view.price, view.open)
    if not view.whole:
        message = f"Candles of {coin.name} are missing inside the window {where}: its high, low and levels are left out"
        ids = (f"{coin.prefix}.high", f"{coin.prefix}.low")
        coin.book.find("F2", Severity.HOLD, f"{message}.", view.file, ids, "Fetch the missing candles.")
        coin.book.miss("candles inside the window are missing", price_ids(coin.name))
        return
    coin.put("high", view.high, f"{exact(view.high)}: highest of {view.last - view.first + 1} candles {where}")
    coin.put("low", view.low, f"{exact(view.low)}: lowest of {view.last - view.first + 1} candles {where}")


@lru_cache(maxsize=64)
def price_ids(name: str) -> tuple[str, ...]:
    """A coin's facts that its window's candles give."""
    apart = (f"{name.lower()}.liq_", f"{name.lower()}.change_day", f"{name.lower()}.oi", f"{name.lower()}.funding")
    return tuple(one for one in family(f"{name.lower()}.") if not one.startswith(apart))
