"""Lies in words that claim: runs, parts, leaders, records, both alike, levels passed.

No figure is needed to tell them: "most of it", "led by solana", "a record", "both rose", "back above".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from types import MappingProxyType

from benchmarks.mutate.copy import Change, Copy, Edit
from benchmarks.mutate.words import COIN_NAMES, COUNTS, ORDINALS, REPLACEMENTS, like

_N = "|".join((*COUNTS[1:], *ORDINALS[1:], r"\d{1,3}(?:st|nd|rd|th)?"))
RUN = re.compile(
    rf"\b({_N})(?= (?:(?:day|week|session|trading day)s?\b(?: \w+){{0,2}} )?(?:in a row|running|straight|consecutive)\b"
    r"|[ -](?:day|session|week)s? (?:run|streak)\b)",
    re.IGNORECASE,
)
# Parts that exclude each other: whatever is in one group is in no other.
PARTS = (
    ("most of", "more than half of", "the bulk of", "the larger part of", "the greater part of", "over half of"),
    ("less than half of", "the smaller part of", "about a fifth of"),
)
FRACTION = re.compile(
    r"\b((?:about |nearly |almost |roughly |more than |just under |over )?"
    r"(?:a third|a quarter|a fifth|half|two thirds|three quarters|four fifths|nine tenths))"
    r"(?= of (?:the|it|that|all)\b)",
    re.IGNORECASE,
)
SIZES: Mapping[str, float] = MappingProxyType({
    "a fifth": 1 / 5, "a quarter": 1 / 4, "a third": 1 / 3, "half": 1 / 2, "two thirds": 2 / 3,
    "three quarters": 3 / 4, "four fifths": 4 / 5, "nine tenths": 9 / 10,
})  # fmt: skip
_NAMES = "|".join(sorted({name for names in COIN_NAMES.values() for name in names}, key=len, reverse=True))
LED = re.compile(
    rf"\b(?:led by|was led by|headed by|ahead of all|in front was|came first was) ({_NAMES})\b"
    rf"|\b({_NAMES})(?= (?:led\b|leads\b|came first|rose (?:the )?most|fell (?:the )?most|gained (?:the )?most"
    r"|lost (?:the )?most|did best|did worst))",
    re.IGNORECASE,
)
TOTAL = re.compile(r"(?<![\w-])(?:(a) )?(liquidations|forced closures)(?= (?:of|come|came|reach|reached|total|were)\b)")
PEAK = re.compile(r"\b(a high|its high|the day's high)(?= of \$)", re.IGNORECASE)
LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "back above": ("back below",), "reclaimed": ("lost",), "reclaims": ("loses",), "reclaim": ("lose",),
    "broke above": ("fell below",), "breaks above": ("falls below",), "climbed past": ("fell below",),
    "climbs past": ("falls below",), "rose past": ("fell below",), "rises past": ("falls below",),
    "broke": ("lost",), "breaks": ("loses",), "passed": ("lost",), "passes": ("loses",), "topped": ("lost",),
    "fell below": ("rose above", "reclaimed"), "falls below": ("rises above", "reclaims"),
    "fell through": ("climbed past",), "dropped below": ("climbed above",), "slid below": ("climbed above",),
    "slipped below": ("rose above",), "lost": ("reclaimed", "broke"), "loses": ("reclaims", "breaks"),
    "gave up": ("won back",),
})  # fmt: skip
LEVEL = re.compile(
    r"\b("
    + "|".join(sorted(LEVELS, key=len, reverse=True))
    + r")(?= (?:the )?\$[\d,]+(?![\d.,]*[MBK\d]| (?:m|b|tr)illion))",
    re.IGNORECASE,
)


def run(copy: Copy, random: Random) -> Iterator[Change]:
    """The length of a run of days, sessions or weeks changed."""
    for field, text in copy.prose.items():
        for match in RUN.finditer(text):
            yield Change("run", "length", (Edit(field, *match.span(1), _longer(match[1], random)),))


def _longer(old: str, random: Random) -> str:
    for names, first in ((COUNTS, 1), (ORDINALS, 0)):
        if old.lower() in names:
            place = names.index(old.lower())
            return like(old, names[random.choice([n for n in range(first, len(names)) if 0 < abs(n - place) <= 3])])
    number = int(re.sub(r"\D", "", old))
    new = max(2, number + random.choice([-2, -1, 1, 2, 5]))
    new += new == number
    tail = "" if old.isdigit() else "th" if 10 < new % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(new % 10, "th")
    return f"{new}{tail}"


def part(copy: Copy, random: Random) -> Iterator[Change]:
    """A part of the whole told as another part: most as the smaller part, a third as two thirds."""
    large, small = PARTS
    for field, text in copy.prose.items():
        for match in re.finditer(r"(?<!the )\b(" + "|".join(large) + r")\b", text, re.IGNORECASE):
            yield Change("part", "most", (Edit(field, *match.span(), like(match[0], random.choice(small))),))
        for match in FRACTION.finditer(text):
            size = next(value for name, value in SIZES.items() if match[1].lower().endswith(name))
            others = [name for name, value in SIZES.items() if abs(value - size) > 0.12]
            new = f"about {random.choice(others)}"
            yield Change("part", "fraction", (Edit(field, *match.span(1), like(match[1], new)),))


def lead(copy: Copy, random: Random) -> Iterator[Change]:
    """Another coin put in front."""
    for field, text in copy.prose.items():
        for match in LED.finditer(text):
            group = 1 if match[1] else 2
            others = [COIN_NAMES[other][0] for other in REPLACEMENTS]
            known = [name for name in others if name.lower() != match[group].lower()]
            new = like(match[group], random.choice(known))
            yield Change("lead", match[0].lower().split()[0], (Edit(field, *match.span(group), new),))


def record(copy: Copy, random: Random) -> Iterator[Change]:  # noqa: ARG001
    """A total or a high called a record on a day that had none."""
    facts = copy.facts
    total = facts.value("series.percentile") == 100 or facts.value("series.record") == 1
    price = facts.value("btc.record_new") == 1 or facts.value("eth.record_new") == 1
    for field, text in copy.prose.items():
        for match in TOTAL.finditer(text):
            edit = Edit(field, *match.span(2), f"record {match[2]}")
            yield Change("record", "total", (edit,), "a record day" if total else "")
        for match in PEAK.finditer(text):
            new = match[1].replace("high", "record high")
            yield Change("record", "price", (Edit(field, *match.span(1), new),), "a record day" if price else "")


def both(copy: Copy, random: Random) -> Iterator[Change]:
    """A sentence put in that has two of a kind alike, or all of them, when they were not."""
    false = [*_false_pairs(copy)]
    body = copy.fields["body_md"]
    ends = [end for start, end in copy.sentences["body_md"] if body[start:end].rstrip().endswith(".")][:-1]
    for word, sentence in false:
        if ends:
            at = random.choice(ends)
            shown = f"{sentence} " if body[at - 1 : at] in (" ", "\n") else f" {sentence}"
            yield Change("both", word, (Edit("body_md", at, at, shown),))


def _false_pairs(copy: Copy) -> Iterator[tuple[str, str]]:
    def number(fact_id: str) -> float | None:
        value = copy.facts.value(fact_id)
        return float(value) if isinstance(value, (int, float)) else None

    btc, eth = number("btc.change_24h"), number("eth.change_24h")
    if btc is not None and eth is not None and min(abs(btc), abs(eth)) >= 0.1:
        if not (btc > 0 and eth > 0):
            yield "both rose", "Bitcoin and ether both rose."
        if not (btc < 0 and eth < 0):
            yield "both fell", "Both bitcoin and ether fell."
        if abs(btc - eth) > 0.5 and btc * eth > 0:
            first, second = ("Ether", "bitcoin") if abs(btc) > abs(eth) else ("Bitcoin", "ether")
            yield "moved more", f"{first} {'rose' if btc > 0 else 'fell'} more than {second}."
    up, down, count = (number(f"breadth.{name}") for name in ("up", "down", "all"))
    if up and count and up < count:
        yield "all rose", f"All {count:.0f} coins tracked rose."
    if down and count and down < count:
        yield "all fell", f"All {count:.0f} coins tracked fell."
    longs, shorts = number("liq.long"), number("liq.short")
    if longs is not None and shorts is not None and abs(longs - shorts) > 0.1 * (longs + shorts):
        more, less = ("Shorts", "longs") if longs > shorts else ("Longs", "shorts")
        yield "lost more", f"{more} lost more than {less}."


def crossing(copy: Copy, random: Random) -> Iterator[Change]:
    """A level that was broken said to be lost, one that was lost said to be won back."""
    for field, text in copy.prose.items():
        for match in LEVEL.finditer(text):
            new = random.choice(LEVELS[match[1].lower()])
            yield Change("crossing", match[1].lower(), (Edit(field, *match.span(1), like(match[1], new)),))
