"""Where a text is divided: by length, evenly, and never before its lead."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.house import House, Telling
from newsgen.model import Plan
from newsgen.write import sentences
from newsgen.write.body import Body, Part

LEAST_BETWEEN = 40  # words under a heading


def with_headings(body: Body, plan: Plan, house: House, telling: Telling) -> Iterator[tuple[str, Part]]:
    """The parts in order, each with the heading that stands above it or ""."""
    total = sum(part.words for part in body.parts)
    wanted = _wanted(total, house.skeletons[plan.skeleton].headings, house)
    placed = _places(body, wanted, total, plan, house, telling)
    for place, part in enumerate(body.parts):
        yield placed.get(place, ""), part


def _wanted(words: int, most: int, house: House) -> int:
    if words < house.length("headings_from"):
        return 0
    return min(most, 1 if words < house.length("headings_full") else most)


def _places(body: Body, wanted: int, total: int, plan: Plan, house: House, telling: Telling) -> dict[int, str]:
    """Place of a part to its heading: as near as may be to an even division."""
    subjects = {f"angle:{verdict.angle}": verdict.subject for verdict in plan.supports}
    starts, at = [], 0
    for place, part in enumerate(body.parts):
        starts.append((place, part, at))
        at += part.words
    placed: dict[int, str] = {}
    above = 0
    for number in range(1, wanted + 1):
        goal = total * number / (wanted + 1)
        for place, part, start in sorted(starts, key=lambda entry: abs(entry[2] - goal)):
            if start - above < LEAST_BETWEEN or total - start < LEAST_BETWEEN:
                continue
            passage = house.passage(part.move, "heading")
            subject = subjects.get(part.move, plan.lead.subject or "btc")
            text = telling.render(passage, place="heading", subject=subject) if passage else None
            if heading := sentences.line(text).rstrip("."):
                placed[place], above = heading, start
                break
    return placed
