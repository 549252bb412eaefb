"""How the told parts stand on the page: which share a paragraph, and where headings divide the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from newsgen.house import House, Telling
from newsgen.model import Plan
from newsgen.write import sentences
from newsgen.write.body import METHOD, Part

MOST_SENTENCES = 3  # in a paragraph of several parts
WITH_ANOTHER = 4  # ... where the last is a sentence that would stand alone
LEAST_BETWEEN = 40  # words between headings
LEAST_UNDER = 20  # words of the paragraph that a heading stands above
# What a measure of the catalogue speaks of, by its first word; others are a topic of their own.
_TOPICS = {
    **dict.fromkeys(("liquidated", "traders", "per", "order"), "liquidations"),
    **dict.fromkeys(("price", "level", "change", "range", "recovered", "record", "gap", "average", "month"), "prices"),
    "pair": "prices",
    **dict.fromkeys(("flow", "index", "sentiment", "open", "funding", "dominance", "market", "volume"), "around"),
}
_LONGER = ("beat:context", "beat:ahead")  # what looks beyond the day
_DAYS = ("up", "down")  # of the streaks those of prices; the others are the funds'


def grouped(parts: Sequence[Part], telling: Telling) -> list[list[Part]]:
    """Neighbours that share a paragraph: short parts on one topic, and one that only adds to what stands before.

    Other parts stand alone.
    """
    groups: list[list[Part]] = []
    length, topics = MOST_SENTENCES, frozenset[str]()
    for part in parts:
        alone = _alone(part)
        sentences_here = MOST_SENTENCES if alone else len(part.text[0])
        here = frozenset() if alone else _topics(part, telling)
        adds = not alone and not here and bool(groups) and _may_grow(groups[-1][-1])
        if groups and _looks_back(groups[-1][-1], telling):
            topics = frozenset()  # what follows is of today again
        length = len(groups[-1][0].text[-1]) if adds and len(groups[-1]) == 1 else length
        most = WITH_ANOTHER if sentences_here == 1 else MOST_SENTENCES
        if length + sentences_here <= most and (adds or not topics.isdisjoint(here)):
            groups[-1].append(part)
            length, topics = length + sentences_here, (topics & here) or topics
        else:
            groups.append([part])
            length, topics = sentences_here, here
    return groups


def _may_grow(part: Part) -> bool:
    """Whether a sentence may follow in the same paragraph: also after the opening."""
    return part.move != METHOD and not part.move.startswith("quote:")


def _looks_back(part: Part, telling: Telling) -> bool:
    """Whether it tells of an earlier day."""
    return any(fact.startswith(("callback.", "echo.")) for fact in telling.facts_in(part.marked))


def _alone(part: Part) -> bool:
    return len(part.text) > 1 or part.move in ("lead", METHOD) or part.move.startswith("quote:")


def _topics(part: Part, telling: Telling) -> frozenset[str]:
    if part.move in _LONGER:
        return frozenset({"longer"})
    known = telling.known
    told = [known[fact].about for fact in telling.facts_in(part.marked)]
    if any(about.measure == "breadth" for about in told):
        return frozenset({"breadth"})  # the market as a whole, not the two largest coins
    days = {"prices"} if any(about.measure == "streak" and about.base in _DAYS for about in told) else set()
    return frozenset(days.union(topic for about in told if (topic := _topic(about.measure))))


@lru_cache(maxsize=256)
def _topic(measure: str) -> str:
    first = measure.split("_")[0]
    return "" if first in ("calendar", "scope", "coin") else _TOPICS.get(first, first)


def headings(groups: Sequence[Sequence[Part]], plan: Plan, house: House, telling: Telling) -> dict[int, str]:
    """Place of a group to the heading above it: by length, as near as may be to an even division."""
    lengths = [sum(part.words for part in group) for group in groups]
    total = sum(lengths)
    starts = {place: sum(lengths[:place]) for place in range(len(groups))}
    wanted = _wanted(total, house.skeletons[plan.skeleton].headings, house)
    placed: dict[int, str] = {}
    above = 0
    for number in range(1, wanted + 1):
        goal = total * number / (wanted + 1)
        for place in sorted(starts, key=lambda place: abs(starts[place] - goal)):
            if min(starts[place] - above, total - starts[place]) < LEAST_BETWEEN:
                continue
            if lengths[place] >= LEAST_UNDER and (heading := _heading(groups[place][0], plan, house, telling)):
                placed[place], above = heading, starts[place]
                break
    return placed


def _wanted(words: int, most: int, house: House) -> int:
    if words < house.length("headings_from"):
        return 0
    return min(most, 1 if words < house.length("headings_full") else most)


def _heading(part: Part, plan: Plan, house: House, telling: Telling) -> str:
    passage = house.passage(part.move, "heading")
    if passage is None:
        return ""
    subjects = {f"angle:{verdict.angle}": verdict.subject for verdict in plan.supports}
    subject = subjects.get(part.move, plan.lead.subject or "btc")
    return sentences.line(telling.render(passage, place="heading", subject=subject)).rstrip(".")
