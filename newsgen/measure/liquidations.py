"""What was closed by force in the window: totals, sides, coins and venues.

`liq.*` is the all-coin all-venue row of the window.  Where there is none it is the longest tracked series that covers
exactly the window (`liq.tracked` is then 1), and says so.  Parts are only ever taken of a whole of the same series.
A part larger than its whole is left out, with a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.catalogue import COIN_PLACES, COINS, VENUE_PLACES
from newsgen.measure.readings import ALL, OTHER, SIDES, Reading, Readings, settle
from newsgen.measure.tracked import Run, Track
from newsgen.model import Origin, Severity

FOUR_HOURS = 4 * 3600
TENTH = 0.1  # venues below this part of the total do not count towards the spread between venues


@dataclass(frozen=True, slots=True)
class Whole:
    """The liquidations of a window that shares are taken of, and the coins of the same series.

    amounts  by "total", "long", "short": US dollars, only what is known
    complete whether `coins` are all there are, so that a ranking of them is a ranking of everything
    """

    amounts: dict[str, float]
    workings: dict[str, str]
    venues: str
    source: str
    origins: Origins
    tracked: bool
    coins: dict[str, Reading]

    @property
    def complete(self) -> bool:
        return self.tracked


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
        _coins(book, whole)
        if whole.tracked:
            _all_venue_coins(book, readings)
        _ranking(book, whole)
    _venues(book, readings, whole)
    _burst(book, tracks)
    return whole


def _market(book: Book, readings: Readings, market: Reading) -> Whole:
    if market.flaw:
        book.find("N4", Severity.HOLD, f"All-coin {market.flaw}.", ("liq.long", "liq.short"), "Check the row's amounts.")
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
        book.find("N4", Severity.HOLD, f"{row.coin} {row.flaw}.", (f"{row.coin.lower()}.liq_total",), "Check the row.")
    for side, value in row.amounts.items():
        whole = market.amounts.get(side)
        if whole is not None and value > whole:
            name = "liquidations" if side == "total" else f"{side}s"
            message = f"{row.coin} {name} of {exact(value)} are more than all {name} of {exact(whole)}: the coin is left out."
            ids = tuple(family(f"{row.coin.lower()}.liq_"))
            book.find("N4", Severity.HOLD, message, ids, "Check the coin's row.")
            book.miss(message, ids)
            return None
    return row


def _tracked(book: Book, readings: Readings, tracks: tuple[Track, ...]) -> Whole | None:
    runs = [run for track in tracks if (run := track.run(book.end)) is not None and run.slot(book.end) is not None]
    runs = [run for run in runs if ALL not in run.coins]
    if runs:
        run = max(runs, key=lambda run: (run.slot(book.end) or 0, len(run.coins), run.venues, run.source))
        return _from_readings(_run_readings(run, book.end), run.venues, run.source)
    sets: dict[tuple[str, str], dict[str, Reading]] = {}
    for row in readings.by_end.get(book.end, ()):
        if row.coin != ALL and "total" in row.amounts:
            sets.setdefault((row.venues, row.origin.source), {})[row.coin] = row
    if not sets:
        return None
    (venues, source), coins = max(sets.items(), key=lambda item: (len(item[1]), item[0]))
    return _from_readings(coins, venues, source)


def _run_readings(run: Run, end: int) -> dict[str, Reading]:
    slot = run.slot(end)
    found: dict[str, Reading] = {}
    origin = Origin(run.source, run.file, 1)
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
                _share(book, f"liq.{side}_share", amounts[side], total, origins, venues=venues)
    if total and long is not None and short is not None and long != short:
        _sides(book, whole, "long" if long > short else "short", total)
    if market and market.traders:
        _traders(book, market, total)
    book.miss("not every side is known" if long is None or short is None else "not published", family("liq."))


def _sides(book: Book, whole: Whole, side: str, total: float) -> None:
    origins, venues, other = whole.origins, whole.venues, OTHER[side]
    larger, smaller = whole.amounts[side], whole.amounts[other]
    text = f"{side}s {exact(larger)} against {other}s {exact(smaller)}"
    book.put("liq.side", side, text, origins, side=side, venues=venues)
    book.put("liq.side_usd", larger, whole.workings[side], origins, side=side, venues=venues)
    book.put("liq.minor_usd", smaller, whole.workings[other], origins, side=other, venues=venues)
    _share(book, "liq.side_share", larger, total, origins, side=side, venues=venues)


def _traders(book: Book, market: Reading, total: float | None) -> None:
    traders = int(market.traders or 0)
    book.put("liq.traders", traders, f"{traders:,} as published", (market.origin,), venues=ALL)
    if total and traders > 0:
        value = total / traders
        text = f"{brief(value)} = {exact(total)} / {traders:,}"
        book.put("liq.per_trader", value, text, (market.origin,), venues=ALL)


def _share(
    book: Book, fact_id: str, part: float, whole: float, origins: Origins,
    *, coin: str | None = None, side: str | None = None, venues: str | None = None,
) -> None:  # fmt: skip
    value = part / whole * 100
    text = f"{brief(value)} = {exact(part)} / {exact(whole)} x 100"
    book.put(fact_id, value, text, origins, coin=coin, side=side, venues=venues)


def _coins(book: Book, whole: Whole) -> None:
    total = whole.amounts.get("total")
    for name in COINS:
        row = whole.coins.get(name)
        if row is None:
            continue
        _coin(book, row)
        if total and "total" in row.amounts:
            origins = (row.origin, *whole.origins)
            _share(book, f"{name.lower()}.liq_share", row.amounts["total"], total, origins, venues=whole.venues)
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
            _share(book, f"{prefix}.liq_{side}_share", value, total, origins, venues=row.venues)


def _majors(book: Book, whole: Whole) -> None:
    """Bitcoin and ether against the rest."""
    found = [whole.coins[name] for name in ("BTC", "ETH") if name in whole.coins]
    parts = [row.amounts["total"] for row in found if "total" in row.amounts]
    if len(parts) != 2:
        return
    (btc, eth), total = parts, whole.amounts.get("total")
    origins = tuple(row.origin for row in found)
    if btc:
        text = f"{brief(eth / btc)} = {exact(eth)} / {exact(btc)}"
        book.put("liq.eth_over_btc", eth / btc, text, origins, coin="ETH", venues=whole.venues)
    if not total or btc + eth > total:
        return
    origins += whole.origins
    rest = round(total - btc - eth, 2)
    book.put(
        "liq.alts_usd", rest, f"{exact(rest)} = {exact(total)} - {exact(btc)} - {exact(eth)}", origins, venues=whole.venues
    )  # fmt: skip
    _share(book, "liq.majors_share", round(btc + eth, 2), total, origins, venues=whole.venues)
    _share(book, "liq.alts_share", rest, total, origins, venues=whole.venues)


def _ranking(book: Book, whole: Whole) -> None:
    """Coins by liquidations, as far as no coin that is not on file can stand between them."""
    total = whole.amounts.get("total")
    amounts = {name: row.amounts["total"] for name, row in whole.coins.items() if "total" in row.amounts}
    ranked = sorted(amounts, key=lambda name: (-amounts[name], name))
    rest = 0.0 if whole.complete else (total - sum(amounts.values()) if total else float("inf"))
    for place, name in enumerate(ranked[:COIN_PLACES], 1):
        value, row = amounts[name], whole.coins[name]
        if value < rest or value <= 0:
            break
        origins, scope = (row.origin, *whole.origins), {"coin": name, "venues": whole.venues}
        book.put(f"top{place}.coin", name, f"{name} {exact(value)}, place {place}", origins, **scope)
        book.put(f"top{place}.total", value, row.workings["total"], origins, **scope)
        if total:
            _share(book, f"top{place}.share", value, total, origins, **scope)
    for place in range(1, COIN_PLACES + 1):
        book.miss("coins that are not on file may stand before it", family(f"top{place}."))


def _venues(book: Book, readings: Readings, whole: Whole | None) -> None:
    """Venues by liquidations of all coins, as far as no venue that is not on file can stand between them."""
    names = {row.venues for row in readings.by_end.get(book.end, ()) if row.coin == ALL and row.venues != ALL}
    rows = [row for name in sorted(names) if (row := readings.best(book.end, ALL, name))]
    total = whole.amounts.get("total") if whole and not whole.tracked else None
    rows = [row for row in rows if "total" in row.amounts and _venue_fits(book, row, total)]
    if rows:
        origins = tuple(row.origin for row in rows)
        book.put("venues.count", len(rows), f"{len(rows)} = " + ", ".join(row.venues for row in rows), origins)
        rows.sort(key=lambda row: (-row.amounts["total"], row.venues))
        rest = total - sum(row.amounts["total"] for row in rows) if total else float("inf")
        for place, row in enumerate(rows[:VENUE_PLACES], 1):
            if row.amounts["total"] < rest or row.amounts["total"] <= 0:
                break
            _venue(book, f"venue{place}", row, whole, total)
        _usual_share(book, readings, rows[0])
        _spread(book, rows, total)
    reason = "venues that are not on file may stand before it" if rows else "no venue has a figure of its own"
    for place in range(1, VENUE_PLACES + 1):
        book.miss(reason, family(f"venue{place}."))
    book.miss(reason, family("venues."))


def _venue_fits(book: Book, row: Reading, total: float | None) -> bool:
    if row.flaw:
        book.find("N4", Severity.HOLD, f"{row.venues} {row.flaw}.", (), "Check the venue's row.")
    value = row.amounts["total"]
    if total is None or value <= total:
        return True
    message = f"{row.venues} liquidations of {exact(value)} are more than the total of {exact(total)}: the venue is left out."
    book.find("N4", Severity.HOLD, message, ("venue1.total",), "Check the venue's row.")
    return False


def _venue(book: Book, prefix: str, row: Reading, whole: Whole | None, total: float | None) -> None:
    origins, name, amounts = (row.origin,), row.venues, row.amounts
    text = f"{name} {exact(amounts['total'])}, place {prefix[-1]}"
    book.put(f"{prefix}.name", name, text, origins, venues=name)
    book.put(f"{prefix}.total", amounts["total"], row.workings["total"], origins, venues=name)
    if total and whole:
        _share(book, f"{prefix}.share", amounts["total"], total, origins + whole.origins, venues=name)
    for side in SIDES:
        if side in amounts:
            _share(book, f"{prefix}.{side}_share", amounts[side], amounts["total"], origins, venues=name)


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


def _burst(book: Book, tracks: tuple[Track, ...]) -> None:
    """The heaviest four hours of the window, from the tracked series with the most coins that has them."""
    fine = [track for track in tracks if FOUR_HOURS % track.step == 0]
    covered = [(track, coins) for track in fine if (coins := track.covered(book.end))]
    if not covered:
        book.miss("no four-hour liquidations cover the window", ("liq.short_burst",))
        return
    track, coins = max(covered, key=lambda pair: (len(pair[1]), -pair[0].first, pair[0].venues))
    parts = track.parts(book.end, coins, FOUR_HOURS)
    total = round(sum(parts[:: FOUR_HOURS // track.step]), 2)
    if total > 0:
        names = ", ".join(track.coins[coin] for coin in coins)
        text = f"{brief(max(parts) / total * 100)} = {exact(max(parts))} / {exact(total)} x 100, {names} on {track.venues}"
        origins = (Origin(track.source, track.file, len(coins) * (86400 // track.step)),)
        book.put("liq.short_burst", max(parts) / total * 100, text, origins, venues=track.venues)
