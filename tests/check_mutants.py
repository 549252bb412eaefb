"""One change at a time to a true text: what a checker of figures and words must notice."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

FIGURE = re.compile(r"\$?\d+(?:,\d{3})*(?:\.\d+)?(?:%|[KMBT]\b| (?:million|billion|trillion))?")
NOT_CHANGED = re.compile(r"\b(?:S&P 500|Nasdaq 100|24 hours|24-hour|30 days|\d{1,2}:\d{2}(?: UTC)?|12 months)\b")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
PAIRS = (
    ("up", "down"), ("rose", "fell"), ("rise", "fall"), ("rises", "falls"), ("rising", "falling"),
    ("climbed", "fell"), ("climbs", "falls"), ("climbed", "retreated"), ("above", "below"), ("inflows", "outflows"),
    ("inflow", "outflow"), ("higher", "lower"), ("gain", "loss"), ("gains", "losses"), ("gained", "lost"),
    ("highest", "lowest"), ("high", "low"), ("jumped", "dropped"), ("jumps", "drops"), ("advanced", "slid"),
    ("surged", "tumbled"), ("surges", "tumbles"), ("soared", "plunged"), ("soars", "plunges"), ("took in", "lost"),
    ("take in", "lose"), ("edged up", "slipped"), ("climbs past", "falls below"), ("climbed past", "fell below"),
    ("back above", "back below"), ("broke above", "fell below"), ("most", "fewest"), ("largest", "smallest"),
    ("added", "shed"), ("plunges", "soars"), ("gaining", "losing"), ("increase", "decrease"),
    ("ticked up", "eased"), ("edges up", "slips"),
)  # fmt: skip
COINS = (
    ("bitcoin", "ether"), ("Bitcoin", "Ether"), ("ether", "bitcoin"), ("Ether", "Bitcoin"), ("solana", "cardano"),
    ("stellar", "hedera"), ("chainlink", "cardano"), ("cardano", "chainlink"), ("XRP", "solana"),
    ("dogecoin", "avalanche"), ("avalanche", "dogecoin"), ("aave", "stellar"), ("BTCUSDT", "ETHUSDT"),
    ("Solana", "Cardano"),
)  # fmt: skip
SIDES = (
    ("longs", "shorts"), ("Longs", "Shorts"), ("long", "short"), ("Long", "Short"),
    ("rising prices", "falling prices"), ("higher prices", "lower prices"),
)  # fmt: skip
VENUES = (
    ("Binance", "Bybit"), ("Bybit", "OKX"), ("OKX", "HTX"), ("HTX", "Gate"), ("Gate", "Binance"),
    ("Hyperliquid", "Bybit"), ("BitMEX", "OKX"), ("Bitfinex", "OKX"),
)  # fmt: skip
WINDOWS = (
    ("24 hours", "12 hours"), ("24 hours", "seven days"), ("in seven days", "in 24 hours"),
    ("seven days", "30 days"), ("seven days", "twelve months"), ("this year", "this week"),
    ("this year", "in twelve months"), ("since the start of the year", "in twelve months"),
    ("twelve months", "seven days"), ("in a week", "in a day"), ("the week", "the month"), ("year", "month"),
    ("twelve months", "this year"),
)  # fmt: skip
MORE = {
    "more than": "nearly",
    "nearly": "more than",
    "almost": "more than",
    "about": "more than",
    "just under": "more than",
}


def _words(text: str, old: str, new: str) -> Iterator[str]:
    for found in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text):
        yield text[: found.start()] + new + text[found.end() :]


def _pairs(text: str, pairs: tuple[tuple[str, str], ...], both: bool = False) -> Iterator[str]:
    for old, new in pairs:
        yield from _words(text, old, new)
        if both:
            yield from _words(text, new, old)


def _figures(text: str) -> list[re.Match[str]]:
    fixed = [found.span() for found in NOT_CHANGED.finditer(text)]
    return [found for found in FIGURE.finditer(text) if not any(start <= found.start() < end for start, end in fixed)]


def digit(text: str, dice: random.Random) -> Iterator[str]:
    """One digit of one figure becomes another digit."""
    for found in _figures(text):
        places = [n for n in range(found.start(), found.end()) if text[n].isdigit()]
        for place in dice.sample(places, min(2, len(places))):
            other = dice.choice([d for d in "123456789" if d != text[place]])
            yield text[:place] + other + text[place + 1 :]


def _kind(figure: str) -> str:
    if figure.startswith("$"):
        return "scaled" if figure[-1].isalpha() else "price"
    return "percent" if figure.endswith("%") else "count"


def swap(text: str, _: random.Random) -> Iterator[str]:
    """Two different figures of one kind change places."""
    found = _figures(text)
    for n, first in enumerate(found):
        for second in found[n + 1 :]:
            if first.group() != second.group() and _kind(first.group()) == _kind(second.group()) != "count":
                yield (
                    text[: first.start()]
                    + second.group()
                    + text[first.end() : second.start()]
                    + first.group()
                    + text[second.end() :]
                )


def scale(text: str, _: random.Random) -> Iterator[str]:
    """A million becomes a billion, or the other way round."""
    yield from _pairs(text, (("million", "billion"), ("billion", "million")))
    for found in re.finditer(r"(?<=\d)[MB]\b", text):
        yield text[: found.start()] + ("B" if found.group() == "M" else "M") + text[found.end() :]


def direction(text: str, _: random.Random) -> Iterator[str]:
    """A word of direction turns round."""
    yield from _pairs(text, PAIRS, both=True)


def coin(text: str, _: random.Random) -> Iterator[str]:
    """Another coin."""
    yield from _pairs(text, COINS)


def side(text: str, _: random.Random) -> Iterator[str]:
    """The other side."""
    yield from _pairs(text, SIDES, both=True)


def venue(text: str, _: random.Random) -> Iterator[str]:
    """Another venue."""
    yield from _pairs(text, VENUES)


def window(text: str, _: random.Random) -> Iterator[str]:
    """Another window."""
    yield from _pairs(text, WINDOWS)


def year(text: str, dice: random.Random) -> Iterator[str]:
    """Another year."""
    for found in re.finditer(r"\b20\d\d\b", text):
        yield text[: found.start()] + str(int(found.group()) + dice.choice((-2, -1, 1))) + text[found.end() :]


def since(text: str, dice: random.Random) -> Iterator[str]:
    """Another day after "since"."""
    for found in re.finditer(r"since (\d{1,2}) (\w+)", text):
        day = (int(found.group(1)) + dice.choice((3, 8, 11)) - 1) % 28 + 1
        yield text[: found.start(1)] + str(day) + text[found.end(1) :]
        if found.group(2) in MONTHS:
            yield (
                text[: found.start(2)] + dice.choice([m for m in MONTHS if m != found.group(2)]) + text[found.end(2) :]
            )


def more(text: str, _: random.Random) -> Iterator[str]:
    """ "More than" before a figure that says less, and the other words turned."""
    for old, new in MORE.items():
        yield from _words(text, old, new)


def _worth(figure: str) -> float:
    scale = {"M": 1e6, "B": 1e9, "m": 1e6, "b": 1e9, "K": 1e3}
    number = re.sub(r"[^0-9.]", "", figure)
    letter = re.search(r"[KMB]|million|billion", figure)
    return float(number) * (scale[letter.group()[0]] if letter else 1.0)


def elsewhere(text: str, dice: random.Random, others: tuple[str, ...] = ()) -> Iterator[str]:
    """A true figure of the day in the place of another of its kind."""
    for found in _figures(text):
        kind, worth = _kind(found.group()), _worth(found.group())
        alike = [figure for figure in others if _kind(figure) == kind != "count"]
        same = [figure for figure in alike if abs(_worth(figure) / worth - 1) > 0.02]
        for figure in dice.sample(same, min(3, len(same))):
            yield text[: found.start()] + figure + text[found.end() :]


KINDS = {
    "digit": digit, "swap": swap, "scale": scale, "direction": direction, "coin": coin, "side": side, "venue": venue,
    "window": window, "year": year,
    "since": since, "more": more,
}  # fmt: skip


def mutants(text: str, others: tuple[str, ...], seed: int) -> Iterator[tuple[str, str]]:
    """Every kind of change, once or more each: (kind, changed text)."""
    dice = random.Random(seed)
    for kind, change in KINDS.items():
        for changed in change(text, dice):
            if changed != text:
                yield kind, changed
    for changed in elsewhere(text, dice, others):
        if changed != text:
            yield "elsewhere", changed


def figures_of(text: str) -> tuple[str, ...]:
    """Every figure a text holds, to be put elsewhere."""
    return tuple(dict.fromkeys(found.group() for found in _figures(text)))
