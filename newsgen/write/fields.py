"""Headlines, dek and key points: short texts from the lead and what supports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsgen.house import House, Telling
from newsgen.house.marks import plain, visible_length
from newsgen.model import Headline, Plan
from newsgen.write import sentences
from newsgen.write.body import Body
from newsgen.write.headlines import Candidate, Story, benched, candidates, choose, wordings

NEAR = 6  # stories among which key points of one form are looked for


@dataclass(frozen=True, slots=True)
class Fields:
    """The short texts, marked."""

    headline: str
    headlines: tuple[str, ...]
    dek: str
    points: tuple[str, ...]
    alt: str
    bench: tuple[Headline, ...]
    titles: tuple[str, ...]  # every headline of the lead, also short ones
    others: tuple[str, ...]  # and those of other stories
    more_points: tuple[str, ...]  # that are true too


def write_fields(plan: Plan, body: Body, house: House, telling: Telling) -> Fields:
    """All short texts; none is empty where the facts allow it."""
    maker = _Maker(plan, body, house, telling)
    found = candidates(maker.stories, house, telling)
    chosen = choose(maker.good(found), house.length("headlines"), plan.headline)
    headline = chosen[0].text
    dek = maker.dek(headline)
    points, more = maker.points(headline, dek)
    return Fields(
        headline=headline,
        headlines=tuple([one.text for one in chosen[1:]]),
        dek=dek,
        points=points,
        alt=maker.alt(house.length("alt")),
        bench=tuple([benched(one) for one in chosen]),
        titles=tuple([one.text for one in found if one.angle == maker.stories[0].name]),
        others=tuple([one.text for one in found if one.angle != maker.stories[0].name]),
        more_points=more,
    )


class _Maker:
    def __init__(self, plan: Plan, body: Body, house: House, telling: Telling) -> None:
        self.house, self.telling, self.body = house, telling, body
        told = {part.move for part in body.parts}
        lead = Story(f"angle:{plan.lead.angle}", plan.lead.subject, plan.lead.score)
        supports = [Story(f"angle:{v.angle}", v.subject, v.score) for v in plan.supports if f"angle:{v.angle}" in told]
        subject = plan.lead.subject or "btc"
        beats = [
            Story(part.move, subject, -float(at)) for at, part in enumerate(body.parts) if part.move.startswith("beat:")
        ]
        self.angles, self.beats = [lead, *supports], beats
        self.stories = [*self.angles, *beats]
        money = [beat for beat in beats if beat.name == "money"]  # every recap says how much, if it can
        self.sources = list(dict.fromkeys([*self.angles[:2], *money, *self.angles[2:], *beats]))

    def good(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The headlines that fit; key points where these are too few for a bench."""
        good = [one for one in found if one.good]
        if len(good) < self.house.length("headlines"):
            lines = [Story(story.template, story.subject, story.worth - 100) for story in self.sources]
            known = {plain(one.text) for one in good}
            points = candidates(lines, self.house, self.telling, block="point")
            good += [one for one in points if one.good and plain(one.text) not in known]
        return good or [*found] or [self._last()]

    def _last(self) -> Candidate:
        """What stands above a text of which nothing can be said in a headline."""
        text = self.body.parts[0].text[0][0].rstrip(".")
        skeleton, story = self.house.mask(plain(text)), self.angles[0].name
        return Candidate(text, skeleton, story, "", worth=0.0, similarity=0.0, worn=False, good=False)

    def dek(self, headline: str) -> str:
        """The sentence under the headline: the lead's, a support's brief, a standing part's or the body's own.

        It says something that the headline does not, and repeats none of its figures where there is another.
        """
        least, most = self.house.length("dek")
        told = self._tells(headline)
        spare, short = "", ""
        for text in self._deks():
            tells = self._tells(text)
            fits = visible_length(text) <= most and plain(text) != plain(headline)
            if not fits or (told and told.issuperset(tells)):
                continue
            if visible_length(text) < least:
                short = short or text
            elif told.isdisjoint(tells):
                return text
            spare = spare or text
        return spare or short or self._first_sentence(headline)

    def _deks(self) -> Iterator[str]:
        blocks = ["dek", *["brief"] * (len(self.angles) - 1), *["dek"] * len(self.beats)]
        for place, (story, block) in enumerate(zip(self.stories, blocks)):
            yield self._line(story, block, "dek")
            if not place:
                yield from (f"{text}." for text in wordings(story, block, "dek", self.house, self.telling, 1))
        for part in self.body.parts:
            for paragraph in part.text:
                yield paragraph[0]

    def _tells(self, text: str) -> set[object]:
        """What the figures of a text tell, dates of the day apart."""
        known, names = self.telling.known, self.telling.facts_in(text)
        told = zip(names, self.telling.told_by(text), strict=True)
        return {tells for name, tells in told if known[name].about.measure != "calendar"}

    def _first_sentence(self, headline: str) -> str:
        rest = [sentence for part in self.body.parts for paragraph in part.text for sentence in paragraph]
        return next((sentence for sentence in rest[1:] if plain(sentence) != plain(headline)), rest[0])

    def points(self, headline: str, dek: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Key points of different stories, alike in form where the day allows it, with no figure twice; and the rest.

        What headline and dek say whole is no key point, unless there is too little else.
        """
        above, wanted = self._tells(headline), self.house.length("points")
        offered = list[list[str]]()
        for told in (above | self._tells(dek), above, set[object]()):
            if len(self._apart(offered)) < wanted:
                offered += [self._offered(story, told, headline) for story in self.sources]
        chosen = self._apart(offered)[:wanted]
        for form in dict.fromkeys(is_label(point) for points in offered[:1] for point in points):
            alike = [[point for point in points if is_label(point) == form] for points in offered[:NEAR]]
            found = self._apart(alike)[:wanted]
            if len(found) == wanted and (self._says_how_much(found) or not self._says_how_much(chosen)):
                chosen = found
                break
        rest = self._apart([[point] for point in chosen] + offered)
        return tuple(chosen), tuple(rest[len(chosen) :])

    def _says_how_much(self, points: Sequence[str]) -> bool:
        """Whether one of the points tells an amount that was liquidated."""
        known = self.telling.known
        return any(known[name].about.measure == "liquidated" for text in points for name in self.telling.facts_in(text))

    def _offered(self, story: Story, told: set[object], headline: str) -> list[str]:
        points = dict.fromkeys(wordings(story, "point", "point", self.house, self.telling))
        new = [point for point in points if not told.issuperset(self._tells(point))]
        return new if told else [point for point in points if plain(point) != plain(headline)]

    def _apart(self, offered: Sequence[Sequence[str]]) -> list[str]:
        """One point of each story whose figures are all new, and one that only says what was liquidated, or in what."""
        seen: set[object] = set()
        kept: list[str] = []
        for points in offered:
            for point in points:
                figures = [*self.telling.told_by(point), *self._sort(point)]
                if not seen.intersection(figures) and point not in kept:
                    seen.update(figures)
                    kept.append(point)
                    break
        return kept

    def _sort(self, point: str) -> list[object]:
        """What a point tells that another should not tell again: the day's total and sides, or the coins in it."""
        told = [self.telling.known[name].about for name in self.telling.facts_in(point)]
        abouts = [about for about in told if about.measure != "calendar"]
        if not abouts or not all(about.measure.startswith("liquidated") for about in abouts):
            return []
        if any(about.coin for about in abouts):
            return ["coins"]
        return ["toll"] if all(about.base in ("window", "total") for about in abouts) else []

    def alt(self, most: int) -> str:
        """What the day's picture shows, for those who cannot see it."""
        text = self._line(self.angles[0], "alt", "alt")
        return text if visible_length(text) <= most else ""

    def _line(self, story: Story, block: str, place: str) -> str:
        passage = self.house.passage(story.template, block)
        return sentences.line(self.telling.render(passage, place=place, subject=story.subject)) if passage else ""


def is_label(point: str) -> bool:
    """Whether a key point names a thing and then its figure: "Longs liquidated on Monday: $434M"."""
    return ": " in plain(point)


def clauses(headline: str) -> Sequence[str]:
    """The headline, and its main clause where it has a second."""
    for turn in (" as ", ", ", " after ", " while ", " though "):
        if turn in headline:
            return (headline, headline.split(turn)[0].rstrip(","))
    return (headline,)
