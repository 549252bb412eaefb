"""What newsgen is measured against: one template with synonyms, as recap generators are commonly built.

Eight sentences in a fixed order over the day's own facts; a word is drawn for each slot, and a sentence whose figures
are not known is left out.  It is not checked and never published.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from newsgen.house import House, MissingFact
from newsgen.model import Facts

from .texts import Text, make_text

HEADLINE = "Bitcoin {moved} {btc.change_24h} as {liq.total} in crypto positions {were} {closed}"
# One sentence, one line: read as one text.
# ruff: noqa: E501
SENTENCES = (
    "Crypto traders {saw} {liq.total} in positions {closed} over the past 24 hours as bitcoin {moved} {btc.change_24h}.",
    "{Longs} {took} {liq.long} of the {losses}, while shorts {took} {liq.short}, {data} {showed}.",
    "Bitcoin was {trading} at {btc.price} on {day.date}, after a {high} of {btc.high} and a {low} of {btc.low}.",
    "The {largest} cryptocurrency {moved7} {btc.change_7d} over the past week.",
    "Ether, the second-{second} cryptocurrency, {ethmoved} {eth.change_24h} to {eth.price}.",
    "{best.coin} was the {top} performer with a move of {best.change}, while {worst.coin} {was} the {weakest} at {worst.change}.",
    "Bitcoin exchange-traded funds {recorded} flows of {btc_etf.flow} in their {last} session.",
    "The Fear & Greed Index {stood} at {fng.value}, {compared} {fng.before} a day earlier.",
)  # fmt: skip
SYNONYMS = {
    "saw": ("saw", "had", "watched"),
    "closed": ("liquidated", "wiped out", "closed"),
    "were": ("were", "are"),
    "Longs": ("Longs", "Long traders", "Bulls"),
    "took": ("accounted for", "made up", "suffered"),
    "losses": ("losses", "liquidations", "total"),
    "data": ("data", "figures", "statistics"),
    "showed": ("showed", "indicated", "revealed"),
    "trading": ("trading", "changing hands", "priced"),
    "high": ("high", "peak", "top"),
    "low": ("low", "bottom", "trough"),
    "largest": ("largest", "biggest", "leading"),
    "second": ("largest", "biggest"),
    "top": ("top", "best", "strongest"),
    "was": ("was", "proved", "ended as"),
    "weakest": ("weakest", "worst", "poorest"),
    "recorded": ("recorded", "saw", "registered"),
    "last": ("last", "latest", "most recent"),
    "stood": ("stood", "was", "sat"),
    "compared": ("against", "compared with", "versus"),
}
UP, DOWN = ("rose", "gained", "climbed"), ("fell", "dropped", "declined")
MOVES = {"moved": "btc.change_24h", "moved7": "btc.change_7d", "ethmoved": "eth.change_24h"}


def baseline(facts: Facts, house: House, random: Random) -> Text:
    """The day as one template tells it."""
    said = [line for sentence in SENTENCES if (line := _filled(sentence, facts, house, random))]
    headline = _filled(HEADLINE, facts, house, random) or "Crypto market recap"
    return make_text(facts.day, headline, " ".join(said), house.mask, tuple(map(str, range(len(said)))))


def _filled(sentence: str, facts: Facts, house: House, random: Random) -> str:
    """A sentence with its slots filled; "" where a figure is not known."""
    out, rest = "", sentence
    while rest:
        before, _, after = rest.partition("{")
        slot, _, rest = after.partition("}")
        word = _word(slot, facts, house, random.choice) if slot else ""
        if slot and not word:
            return ""
        out += before + word
    return out[:1].upper() + out[1:]


def _word(slot: str, facts: Facts, house: House, choose: Callable[[tuple[str, ...]], str]) -> str:
    if slot in SYNONYMS:
        return choose(SYNONYMS[slot])
    if slot in MOVES:
        value = facts.value(MOVES[slot])
        return choose(UP if isinstance(value, int | float) and value > 0 else DOWN)
    try:
        return house.figure(facts.known[slot]) if slot in facts.known else ""
    except MissingFact:
        return ""
