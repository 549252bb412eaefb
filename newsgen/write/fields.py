"""Headline, alternatives, dek and key points: short texts from the lead and what supports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from newsgen.house import House, Telling
from newsgen.house.marks import plain, visible_length
from newsgen.model import Plan
from newsgen.write import sentences
from newsgen.write.body import Body

MOST_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Fields:
    """The short texts, marked."""

    headline: str
    headlines: tuple[str, ...]
    dek: str
    points: tuple[str, ...]
    alt: str


def write_fields(plan: Plan, body: Body, house: House, telling: Telling) -> Fields:
    """All short texts; none is empty where the facts allow it."""
    maker = _Maker(plan, body, house, telling)
    headline, *others = maker.headlines()
    points = maker.points()
    fresh = tuple(point for point in points if plain(point) != plain(headline))
    return Fields(headline, tuple(others), maker.dek(headline), fresh or points, maker.alt())


class _Maker:
    def __init__(self, plan: Plan, body: Body, house: House, telling: Telling) -> None:
        self.house, self.telling, self.body = house, telling, body
        told = {part.move for part in body.parts}
        lead = (f"angle:{plan.lead.angle}", plan.lead.subject)
        supports = [(f"angle:{v.angle}", v.subject) for v in plan.supports if f"angle:{v.angle}" in told]
        beats = [(part.move, plan.lead.subject or "btc") for part in body.parts if part.move.startswith("beat:")]
        self.stories = [lead, *supports]
        self.beats = beats
        money = [beat for beat in beats if beat[0] == "beat:money"]  # every recap says how much, if it can
        self.sources = [*self.stories[:2], *money, *self.stories[2:], *beats]

    def headlines(self) -> list[str]:
        """The headline and its alternatives: the lead's own wordings first, then those of the supports."""
        least, most = self.house.length("headline")
        wanted = self.house.length("headlines")

        def awkward(text: str) -> bool:
            return _figures(text, self.telling) > MOST_FIGURES or not least <= visible_length(text) <= most

        lead = sorted(dict.fromkeys(self._wordings(*self.stories[0])), key=awkward)
        found = dict.fromkeys(lead)
        for template, subject in (*self.stories[1:], *self.beats):
            if len(found) >= wanted:
                break
            if text := self._line(template, "headline", "headline", subject):
                found.setdefault(text)
        found |= dict.fromkeys(self._points("headline")) if len(found) < wanted else {}
        return list(found)[:wanted] or [self._first_sentence()]

    def _wordings(self, template: str, subject: str) -> Iterator[str]:
        for turn in range(self.house.turns(template, "headline")):
            if text := self._line(template, "headline", "headline", subject, turn):
                yield text

    def dek(self, headline: str) -> str:
        """The sentence under the headline: the lead's, else a support's brief, a beat's dek, or the body's second."""
        blocks = ["dek", *["brief"] * (len(self.stories) - 1), *["dek"] * len(self.beats)]
        least, short = self.house.length("dek"), ""
        for (template, subject), block in zip((*self.stories, *self.beats), blocks):
            text = self._line(template, block, "dek", subject)
            if visible_length(text) >= least:
                return text
            short = short or text
        if short:
            return short
        rest = [sentence for part in self.body.parts for paragraph in part.text for sentence in paragraph]
        return next((s for s in rest[1:] if plain(s) != plain(headline)), rest[0])

    def points(self) -> tuple[str, ...]:
        """Key points: one of each story, with no figure twice."""
        return tuple(islice(self._points("point"), self.house.length("points")))

    def _points(self, place: str) -> Iterator[str]:
        seen: set[object] = set()
        for template, subject in self.sources:
            passage = self.house.passage(template, "point")
            text = self.telling.render(passage, place=place, subject=subject) if passage else None
            for paragraph in sentences.paragraphs(text or ""):
                point = " ".join(paragraph).rstrip(".")
                figures = self.telling.told_by(point)
                if not seen.intersection(figures):
                    seen.update(figures)
                    yield point

    def alt(self) -> str:
        """What the day's picture shows, for those who cannot see it."""
        return self._line(self.stories[0][0], "alt", "alt", self.stories[0][1])

    def _line(self, template: str, block: str, place: str, subject: str, turn: int = 0) -> str:
        passage = self.house.passage(template, block)
        return sentences.line(self.telling.render(passage, place=place, subject=subject, turn=turn)) if passage else ""

    def _first_sentence(self) -> str:
        return self.body.parts[0].text[0][0].rstrip(".")


def _figures(text: str, telling: Telling) -> int:
    return len(telling.told_by(text))


def clauses(headline: str) -> Sequence[str]:
    """The headline, and its main clause where it has a second."""
    for turn in (" as ", ", ", " after ", " while "):
        if turn in headline:
            return (headline, headline.split(turn)[0])
    return (headline,)
