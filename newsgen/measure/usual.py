"""The window against exactly such windows: the ratio to the usual one, and its heaviest four hours.

Both come from the tracked series that covers exactly the window, which may be a shorter one than that of `series.*`.
"""

from __future__ import annotations

from newsgen.catalogue import TALLY
from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.clock import DAY, HOUR, clock, moment, seconds
from newsgen.measure.series import Place, place_of
from newsgen.measure.tracked import USUAL_DAYS, Track
from newsgen.model import Window

FOUR_HOURS = 4 * HOUR
BURST = family("burst.")


def measure_usual(book: Book, tracks: tuple[Track, ...]) -> None:
    """Enter `liq.ratio`, `liq.short_burst` and `burst.*`."""
    tracks = tuple(track for track in tracks if track.source != TALLY)  # a floor is no usual window
    places = [place for track in tracks if (place := place_of(track, book.end))]
    _ratio(book, max(places, key=Place.weight, default=None))
    _burst(book, tracks)


def _ratio(book: Book, place: Place | None) -> None:
    median = float(place.run.median[place.slot]) if place else 0.0
    total = place.value("total") if place else None
    if place is None or total is None or not median > 0:
        book.miss(f"no tracked series has this window and the {USUAL_DAYS} before it", ("liq.ratio",))
        return
    names = ", ".join(place.run.coins)
    text = (
        f"{brief(total / median)} = {exact(total)} / {exact(median)}, the median of the {USUAL_DAYS} windows before "
        f"at the same time of day: {names} on {place.run.venues} since {place.start}"
    )
    span = Window(place.back(USUAL_DAYS + 1).start, place.span.end)
    book.put("liq.ratio", total / median, text, place.origins, span=span, venues=place.run.venues)


def _burst(book: Book, tracks: tuple[Track, ...]) -> None:
    """The heaviest four hours of the window, from the tracked series with the most coins that has them."""
    fine = [track for track in tracks if FOUR_HOURS % track.step == 0]
    covered = [(track, coins) for track in fine if (coins := track.covered(book.end))]
    if not covered:
        book.miss("no four-hour liquidations cover the window", (*BURST, "liq.short_burst"))
        return
    track, coins = max(covered, key=lambda pair: (len(pair[1]), -pair[0].first, pair[0].venues))
    parts = track.parts(book.end, coins, FOUR_HOURS)
    total = round(sum(parts[:: FOUR_HOURS // track.step]), 2)
    if total > 0:
        place = max(range(len(parts)), key=lambda at: parts[at])
        share = parts[place] / total * 100
        names = ", ".join(track.coins[coin] for coin in coins)
        text = f"{brief(share)} = {exact(parts[place])} / {exact(total)} x 100: {names} on {track.venues}"
        last, width = (book.end - track.first) // track.step, DAY // track.step
        origins = track.files.between(track.source, last - width + 1, last, len(coins))
        book.put("liq.short_burst", share, text, origins, venues=track.venues)
        end = book.start + place * track.step + FOUR_HOURS
        span = Window(moment(end - FOUR_HOURS), moment(end))
        about = f"{clock(end - FOUR_HOURS)} to {clock(end)}: {names} on {track.venues}"
        book.put("burst.share", share, text, origins, venues=track.venues)
        book.put("burst.usd", parts[place], f"{exact(parts[place])}: {about}", origins, span=span, venues=track.venues)
        book.put("burst.start", span.start, f"start of {about}", origins, span=span, venues=track.venues)
        book.put("burst.end", span.end, f"end of {about}", origins, span=span, venues=track.venues)
        book.put("burst.venues", track.venues, f"series of {names}", origins, span=span, venues=track.venues)
        _burst_side(book, track, coins, span, origins)
    book.miss("nothing was closed by force in the four-hour series", (*BURST, "liq.short_burst"))


def _burst_side(book: Book, track: Track, coins: tuple[int, ...], span: Window, origins: Origins) -> None:
    """The side that lost more in those hours."""
    last = (seconds(span.end) - track.first) // track.step
    part = slice(last - FOUR_HOURS // track.step + 1, last + 1)
    long, short = (round(float(track.sides[side][list(coins), part].sum()), 2) for side in ("long", "short"))
    if long != long or short != short or long == short:
        book.miss("the sides of those hours are not known, or equal", ("burst.side", "burst.side_share"))
        return
    side, larger = ("long", long) if long > short else ("short", short)
    text = f"longs {exact(long)} against shorts {exact(short)}"
    book.put("burst.side", side, text, origins, span=span, side=side, venues=track.venues)
    share = larger / round(long + short, 2) * 100
    text = f"{brief(share)} = {exact(larger)} / {exact(round(long + short, 2))} x 100"
    book.put("burst.side_share", share, text, origins, span=span, side=side, venues=track.venues)
