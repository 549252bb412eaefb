"""What an editor is asked: why a large move happened, where nothing on file says so; gone as soon as something does."""

from __future__ import annotations

from newsgen.house import House, MissingFact
from newsgen.model import Event, Facts, Slot

COINS = ("btc", "eth")  # of a move that both made, bitcoin's is asked for
# The shorter the time, the more telling.
TIMES = {
    "largest_1h": " in one hour",
    "largest_4h": " in four hours",
    "change_24h": "",
}
NOTHING = "no event is on file"
ASKED = "add a sentence with its source, or leave this out."


def asked(facts: Facts, house: House) -> tuple[Slot, ...]:
    """The questions of a day, each with the event that would answer it, still to be worded."""
    if facts.events:
        return ()
    found = ((coin, _claim(coin, facts, house)) for coin in COINS)
    return tuple(
        Slot(f"cause.{coin}", f"{claim}: {ASKED}", coin.upper(), Event("", "", facts.day, coins=(coin.upper(),)))
        for coin, claim in found
        if claim
    )[:1]


def _claim(coin: str, facts: Facts, house: House) -> str:
    """How far and how fast a coin moved, or "" where that is nothing to ask about."""
    least = house.thresholds["context_move"]
    large = [name for name in TIMES if abs(_change(coin, name, facts)) >= least]
    if not large:
        return ""
    rises = _change(coin, large[0], facts) > 0
    same = [name for name in large if (_change(coin, name, facts) > 0) == rises]
    told = [same[0], *[name for name in same[1:] if name == "change_24h"]]
    try:
        moves = [house.figure(facts.known[f"{coin}.{name}"]) + TIMES[name] for name in told]
    except MissingFact:
        return ""
    said = f"{house.coin(coin.upper()).capitalize()} {'rose' if rises else 'fell'} {moves[0]}"
    return f"{said} and {moves[1]} in 24 hours, and {NOTHING}" if len(moves) > 1 else f"{said} and {NOTHING}"


def _change(coin: str, name: str, facts: Facts) -> float:
    value = facts.value(f"{coin}.{name}")
    return float(value) if isinstance(value, int | float) else 0.0
