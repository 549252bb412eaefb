"""What was closed by force in the window: totals, sides, coins and venues.

`liq.*` is the all-coin all-venue row of the window.  Where there is none it is the longest tracked series that covers
exactly the window (`liq.tracked` is then 1), and says so.  Parts are only ever taken of a whole of the same series.
A part larger than its whole is left out, with a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.catalogue import COIN_PLACES, COINS, TALLY
from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.clock import clock, seconds
from newsgen.measure.readings import ALL, OTHER, SIDES, Reading, Readings, settle
from newsgen.measure.tracked import Run, Track
from newsgen.measure.venues import measure_venues
from newsgen.model import Origin, Severity

MAJOR_FACTS = ("liq.eth_over_btc", "liq.alts_usd", "liq.majors_share", "liq.alts_share")


@dataclass(frozen=True, slots=True)
class Whole:
    """The liquidations of a window that shares are taken of, and the coins of the same series.

    amounts  by "total", "long", "short": US dollars, only what is known
    tracked  whether it is a tracked series: `coins` are then all there is of it
    """

    amounts: dict[str, float]
    workings: dict[str, str]
    venues: str
    source: str
    origins: Origins
    tracked: bool
    coins: dict[str, Reading]


def measure_liquidations(book: Book, readings: Readings, tracks: tuple[Track, ...]) -> Whole | None:
    """Enter `liq.*`, every coin's `liq_*`, `top*` and `venue*`; gives the whole they are parts of."""
    market = readings.market(book.end)
    whole = _market(book, readings, market) if market else _tracked(book, readings, tracks)
    if whole is None:
        reason = "no liquidations on file for exactly this window"
        for prefix in ("liq.", "top1.", "top2.", "top3."):
            book.miss(reason, family(prefix))
        _all_venue_coins(book, readings)
    else:
        _totals(book, whole, market)
        _traders(book, readings, whole, market)
        _coins(book, whole)
        if whole.tracked:
            _all_venue_coins(book, readings)
        _ranking(book, whole)
    measure_venues(book, readings, None if whole is None or whole.tracked else whole.amounts.get("total"))
    return whole


def _market(book: Book, readings: Readings, market: Reading) -> Whole:
    if market.flaw:
        message, sides = f"All-coin {market.flaw}.", ("liq.long", "liq.short")
        book.find("N4", Severity.HOLD, message, market.origin.file, sides, "Compare the amounts with their source.")
    names = {row.coin for row in readings.by_end[book.end] if row.venues == ALL and row.coin != ALL}
    coins: dict[str, Reading] = {}
    for name in sorted(names):
        row = readings.best(book.end, name, ALL)
        if row and (row := _fitting(book, row, market)):
            coins[name] = row
    return Whole(
        market.amounts, market.workings, ALL, market.origin.source, (market.origin,), tracked=False, coins=coins
    )  # fmt: skip


def _fitting(book: Book, row: Reading, market: Reading) -> Reading | None:
    """The coin's reading without what cannot be a part of the market's, None where nothing is left."""
    if row.flaw:
        message, hint = f"{row.coin} {row.flaw}.", "Compare the amounts with their source."
        book.find("N4", Severity.HOLD, message, row.origin.file, (f"{row.coin.lower()}.liq_total",), hint)
    for side, value in row.amounts.items():
        whole = market.amounts.get(side)
        if whole is not None and value > whole:
            name = "liquidations" if side == "total" else f"{side}s"
            message = (
                f"{row.coin} {name} of {exact(value)} are more than all {name} of {exact(whole)}: the coin is left out."
            )
            ids = family(f"{row.coin.lower()}.liq_")
            hint = "Take the coin and the total from the same moment."
            book.find("N4", Severity.HOLD, message, row.origin.file, ids, hint)
            book.miss(message, ids)
            return None
    return row


def _tracked(book: Book, readings: Readings, tracks: tuple[Track, ...]) -> Whole | None:
    runs = [run for track in tracks if (run := track.run(book.end)) is not None and run.slot(book.end) is not None]
    runs = [run for run in runs if ALL not in run.coins]
    if runs:
        run = max(runs, key=lambda run: (*_standing(run, book.end), run.venues, run.source))
        return _from_readings(_run_readings(run, book.end), run.venues, run.source)
    sets: dict[tuple[str, str], dict[str, Reading]] = {}
    for row in readings.by_end.get(book.end, ()):
        if row.coin != ALL and "total" in row.amounts:
            sets.setdefault((row.venues, row.origin.source), {})[row.coin] = row
    if not sets:
        return None
    (venues, source), coins = max(sets.items(), key=_width)
    return _from_readings(coins, venues, source)


def _width(item: tuple[tuple[str, str], dict[str, Reading]]) -> tuple[bool, int, bool, int, str, str]:
    """Which set of coins to take: that of most coins, then venues; newsgen's own only where there is no other."""
    (venues, source), coins = item
    return source != TALLY, len(coins), venues == ALL, venues.count("+"), venues, source


def _standing(run: Run, end: int) -> tuple[bool, int, int, int]:
    """Which of several series to take: newsgen's own sums only where there is no other, and then the widest."""
    own = run.source == TALLY
    return not own, 0 if own else run.slot(end) or 0, len(run.coins), run.venues.count("+") if own else 0


def _run_readings(run: Run, end: int) -> dict[str, Reading]:
    slot = run.slot(end)
    found: dict[str, Reading] = {}
    origin = Origin(run.source, run.files.at(slot or 0), 1)
    for coin, sides in run.by_coin.items():
        given = {side: float(values[slot]) for side, values in sides.items()}
        known = {side: value if value == value else None for side, value in given.items()}
        amounts, workings, flaw = settle(known["long"], known["short"], known["total"])
        found[coin] = Reading(coin, run.venues, end, amounts, workings, flaw, None, origin)
    return found


def _from_readings(coins: dict[str, Reading], venues: str, source: str) -> Whole:
    amounts: dict[str, float] = {}
    workings: dict[str, str] = {}
    for side in ("total", *SIDES):
        parts = {name: row.amounts[side] for name, row in coins.items() if side in row.amounts}
        if len(parts) == len(coins):
            amounts[side] = round(sum(parts.values()), 2)
            sums = " + ".join(f"{name} {exact(value)}" for name, value in parts.items())
            workings[side] = f"{exact(amounts[side])} = {sums}"
    first = next(iter(coins.values())).origin
    origins = (Origin(first.source, first.file, len(coins)),)
    return Whole(amounts, workings, venues, source, origins, tracked=True, coins=coins)


def _totals(book: Book, whole: Whole, market: Reading | None) -> None:
    origins, venues, amounts = whole.origins, whole.venues, whole.amounts
    names = ", ".join(whole.coins)
    scope = f"tracked: {names} on {venues}" if whole.tracked else "all coins on all venues"
    book.put("liq.tracked", int(whole.tracked), scope, origins, venues=venues)
    book.put("liq.source", whole.source, f"published by {whole.source}", origins, venues=venues)
    if whole.tracked:
        book.put("liq.coins", len(whole.coins), f"{len(whole.coins)} = {names}", origins, venues=venues)
        book.put("liq.venues", venues, f"the venues of the series: {venues}", origins, venues=venues)
    for side, value in amounts.items():
        book.put(f"liq.{side}", value, whole.workings[side], origins, venues=venues)
    total, long, short = (amounts.get(side) for side in ("total", "long", "short"))
    if total:
        for side in SIDES:
            if side in amounts:
                book.share(f"liq.{side}_share", amounts[side], total, origins, venues=venues)
    if total and long is not None and short is not None and long != short:
        _sides(book, whole, "long" if long > short else "short", total)
    if not whole.tracked:
        book.miss("liq.* covers all coins on all venues", ("liq.coins", "liq.venues"))
    if total is None or long is None or short is None:
        unknown = ("total", "long", "short", "long_share", "short_share", "side", "side_usd", "side_share", "minor_usd")
        book.miss(market.flaw if market and market.flaw else "not published", [f"liq.{one}" for one in unknown])
    book.miss("longs and shorts are equal", ("liq.side", "liq.side_usd", "liq.side_share", "liq.minor_usd"))


def _sides(book: Book, whole: Whole, side: str, total: float) -> None:
    origins, venues, other = whole.origins, whole.venues, OTHER[side]
    larger, smaller = whole.amounts[side], whole.amounts[other]
    text = f"{side}s {exact(larger)} against {other}s {exact(smaller)}"
    book.put("liq.side", side, text, origins, side=side, venues=venues)
    book.put("liq.side_usd", larger, whole.workings[side], origins, side=side, venues=venues)
    book.put("liq.minor_usd", smaller, whole.workings[other], origins, side=other, venues=venues)
    book.share("liq.side_share", larger, total, origins, side=side, venues=venues)


def _traders(book: Book, readings: Readings, whole: Whole, market: Reading | None) -> None:
    """The number of traders as published with the amounts, else as an editor took it from the same source."""
    cited = readings.cited.get(book.end)
    if market and market.traders:
        traders, origin, note, text = int(market.traders), market.origin, "", "as published"
    elif market and cited and cited.source == market.origin.source:
        traders, origin, note = int(cited.value), cited.origin, cited.qualifier
        text = f"{note} as {cited.source} told {clock(seconds(cited.as_of))}, entered by {cited.entered_by}".strip()
    else:
        book.miss("the number of traders is not published", ("liq.traders", "liq.per_trader"))
        return
    book.put("liq.traders", traders, f"{traders:,} {text}", (origin,), venues=ALL, note=note)
    if note:
        book.miss(f"the number of traders is only known as {note} {traders:,}", ("liq.per_trader",))
    total = whole.amounts.get("total")
    if total and traders > 0 and not note:
        value = total / traders
        text = f"{brief(value)} = {exact(total)} / {traders:,}"
        book.put("liq.per_trader", value, text, tuple(dict.fromkeys((market.origin, origin))), venues=ALL)


def _coins(book: Book, whole: Whole) -> None:
    total = whole.amounts.get("total")
    for name in COINS:
        row = whole.coins.get(name)
        if row is None:
            continue
        _coin(book, row)
        if total and "total" in row.amounts:
            origins = (row.origin, *whole.origins)
            book.share(f"{name.lower()}.liq_share", row.amounts["total"], total, origins, venues=whole.venues)
    _majors(book, whole)


def _all_venue_coins(book: Book, readings: Readings) -> None:
    """Coins with an all-venue row of their own where the whole is another series: amounts, no part of the whole."""
    for name in COINS:
        row = readings.best(book.end, name, ALL)
        if row and f"{name.lower()}.liq_total" not in book.known:
            _coin(book, row)


def _coin(book: Book, row: Reading) -> None:
    prefix, origins, total = row.coin.lower(), (row.origin,), row.amounts.get("total")
    for side, value in row.amounts.items():
        book.put(f"{prefix}.liq_{side}", value, row.workings[side], origins, venues=row.venues)
        if total and side != "total":
            book.share(f"{prefix}.liq_{side}_share", value, total, origins, venues=row.venues)


def _majors(book: Book, whole: Whole) -> None:
    """Bitcoin and ether against the rest."""
    found = [whole.coins[name] for name in ("BTC", "ETH") if name in whole.coins]
    parts = [row.amounts["total"] for row in found if "total" in row.amounts]
    if len(parts) != 2:
        book.miss("bitcoin or ether has no figure of the same series", MAJOR_FACTS)
        return
    (btc, eth), total = parts, whole.amounts.get("total")
    origins = tuple(row.origin for row in found)
    if btc:
        text = f"{brief(eth / btc)} = {exact(eth)} / {exact(btc)}"
        book.put("liq.eth_over_btc", eth / btc, text, origins, coin="ETH", venues=whole.venues)
    if not total or btc + eth > total:
        book.miss("bitcoin and ether are more than the total, or it is not known", MAJOR_FACTS)
        return
    origins += whole.origins
    rest = round(total - btc - eth, 2)
    text = f"{exact(rest)} = {exact(total)} - {exact(btc)} - {exact(eth)}"
    book.put("liq.alts_usd", rest, text, origins, venues=whole.venues)
    book.share("liq.majors_share", round(btc + eth, 2), total, origins, venues=whole.venues)
    book.share("liq.alts_share", rest, total, origins, venues=whole.venues)


def _ranking(book: Book, whole: Whole) -> None:
    """Coins by liquidations, as far as no coin that is not on file can stand between them."""
    total = whole.amounts.get("total")
    amounts = {name: row.amounts["total"] for name, row in whole.coins.items() if "total" in row.amounts}
    ranked = sorted(amounts, key=lambda name: (-amounts[name], name))
    rest = 0.0 if whole.tracked else (total - sum(amounts.values()) if total else float("inf"))
    for place, name in enumerate(ranked[:COIN_PLACES], 1):
        value, row = amounts[name], whole.coins[name]
        if value < rest or value <= 0:
            break
        origins, venues = (row.origin, *whole.origins), whole.venues
        book.put(f"top{place}.coin", name, f"{name} {exact(value)}, place {place}", origins, coin=name, venues=venues)
        book.put(f"top{place}.total", value, row.workings["total"], origins, coin=name, venues=venues)
        if total:
            book.share(f"top{place}.share", value, total, origins, coin=name, venues=venues)
    for place in range(1, COIN_PLACES + 1):
        book.miss("coins that are not on file may stand before it", family(f"top{place}."))
