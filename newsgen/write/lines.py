"""Sentences that stand alone, for texts that are read without the article: another telling of the same day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from newsgen.house import House
from newsgen.house.marks import plain, visible_length
from newsgen.model import Facts, Plan
from newsgen.write import sentences
from newsgen.write.body import BLOCKS, METHOD, Body
from newsgen.write.fields import Fields, clauses

DRAWS = range(1, 7)  # wordings of the opening; 0 is the article's own where nothing is remembered
TODAY = "window", "day", "utc_day"  # what a day or time of the day itself belongs to
LEAST_TITLE = 30  # characters; what is shorter tells too little, as "$231M liquidated"


class Lines:
    """What short texts are made of, marked; nothing in it is ever cut."""

    def __init__(self, plan: Plan, facts: Facts, house: House, fields: Fields, body: Body) -> None:
        self.plan, self.facts, self.house, self.fields, self.body = plan, facts, house, fields, body
        self.day = house.telling(facts, plan.seed)
        self.subject = plan.lead.subject or "btc"
        self.stopped = [f"{point}." for point in (*fields.points, *fields.more_points)]

    def figures(self, text: str) -> set[object]:
        """What the figures of a text tell."""
        return set(self.day.told_by(text))

    def opening(self, attempt: int, place: str = "body") -> list[str]:
        """What the article opens with, in another of its wordings; without a story, what says the day it is of."""
        lead = self._said(f"angle:{self.plan.lead.angle}", "lead", self.plan.lead.subject, place, attempt)
        if lead:
            return lead
        beats = [part.move for part in self.body.parts if part.move.startswith("beat:") and part.move != METHOD]
        texts = [said for move in beats if (said := self._said(move, "text", self.subject, place, attempt))]
        deks = [said for move in beats if (said := self._said(move, "dek", self.subject, place, attempt))]
        dated = next((said for said in (*texts, *deks) if self.is_dated(said[0])), None)
        first = texts[0] if texts else list(self.body.parts[0].text[0])
        if dated is None or dated in texts:
            return dated or first
        return [*dated, *(sentence for sentence in first if not self.figures(sentence) & self.figures(dated[0]))]

    def is_dated(self, sentence: str) -> bool:
        """Whether a sentence says which day it is of."""
        return any(self.facts.known[name].about.measure == "calendar" for name in self.day.named_in(sentence))

    def is_today(self, sentence: str) -> bool:
        """Whether a sentence says that it is of the day told, not of an earlier one."""
        known = self.facts.known
        return any(
            name == "series.day" or (known[name].about.measure == "calendar" and known[name].about.base in TODAY)
            for name in self.day.named_in(sentence)
        )

    def _said(self, template: str, block: str, subject: str, place: str, attempt: int) -> list[str]:
        """The first paragraph of a block, where nothing has been told before it."""
        passage = self.house.passage(template, block)
        telling = self.house.telling(self.facts, self.plan.seed)
        said = telling.render(passage, place=place, subject=subject, attempt=attempt) if passage else ""
        return (sentences.paragraphs(said or "") or [[]])[0]

    def title(self, most: int, wanted: Sequence[str]) -> str:
        """The first headline that fits, another of the lead, the main clause of one, another story's, its own title."""
        titles = [*wanted, *self.fields.titles]
        whole = [clause for text in titles for clause in clauses(text)[1:] if self._is_whole(clause)]
        choices = [*titles, *whole, *self.fields.others, self.story()]
        return next((text for text in choices if text and visible_length(text) <= most), "Crypto recap")

    def _is_whole(self, clause: str) -> bool:
        return visible_length(clause) >= LEAST_TITLE and bool(self.figures(clause))

    def story(self) -> str:
        """The story in a few words: "Bitcoin short squeeze"."""
        angle = self.house.angles.get(self.plan.lead.angle)
        subject = self.house.coin(self.plan.lead.subject.upper()) if self.plan.lead.subject else "crypto"
        return sentences.capital(f"{subject} {angle.title.lower() if angle else 'market recap'}")

    def beside(self, title: str, choices: Iterable[str], most: int) -> str:
        """The first that fits and tells other figures than the title above it; else the first that fits."""
        told = self.figures(title)

        def again(text: str) -> int:
            figures = self.figures(text)
            return 0 if figures and not figures & told else 1 if figures - told else 2

        fitting = [text for text in choices if text and visible_length(text) <= most]
        return min(fitting, key=again, default="") or self._dated(most)

    def alert(self, title: str, choices: Iterable[str], most: int) -> str:
        """What a phone shows under the title: says its day and something new, and repeats as little as can be."""
        told = self.figures(title)
        fitting = [text for text in choices if visible_length(text) <= most and self.is_today(text)]
        new = [text for text in fitting if self.figures(text) - told - {None}]
        return min(new, key=lambda text: len(self.figures(text) & told), default="")

    def _dated(self, most: int) -> str:
        """What can be said of any day."""
        text = f"Crypto recap, {self.facts.day.day} {self.facts.day:%B %Y}"
        return text if len(text) <= most else "Crypto recap"

    def description(self, least: int, most: int) -> str:
        """One sentence of the wanted length, or as many as make it, none of whose figures stands twice."""
        longest = ""
        for texts in self._described():
            text = " ".join(texts)
            length = visible_length(text)
            if least <= length <= most:
                return text
            if visible_length(longest) < length <= most:
                longest = text
        return longest or self._dated(most)

    def _described(self) -> Iterator[tuple[str, ...]]:
        openings = [self.opening(attempt) for attempt in DRAWS]
        for opening in openings:
            yield (opening[0],)
        for opening in openings:
            yield tuple(opening[:2])
        firsts = list(dict.fromkeys(opening[0] for opening in openings))
        for first in firsts:
            for other in (self.fields.dek, *self.stopped):
                yield from self._together(first, other)
        for count in (2, 3):
            for texts in combinations(self.stopped, count):
                yield from self._together(*texts)

    def _together(self, *texts: str) -> Iterator[tuple[str, ...]]:
        """The texts where no figure stands twice in them."""
        figures = [self.figures(text) for text in texts]
        if len(set[object]().union(*figures)) == sum(map(len, figures)):
            yield texts

    def letter(self, least: int, most: int) -> str:
        """The day in one paragraph of the wanted number of words: the opening, then what is new, story by story."""
        longest = ""
        for attempt in reversed(DRAWS):
            made = self._letter(self.opening(attempt), least, most)
            if _words([made]) >= least:
                return made
            longest = max(longest, made, key=len)
        return longest

    def _letter(self, opening: Sequence[str], least: int, most: int) -> str:
        telling = self.house.telling(self.facts, self.plan.seed)
        kept = list(opening)
        while len(kept) > 1 and _words(kept) > most:
            kept.pop()
        telling.commit(" ".join(kept))
        for template, block, subject in self._told():
            passage = self.house.passage(template, block)
            said = telling.render(passage, place="body", subject=subject) if passage else ""
            for sentence in (sentences.paragraphs(said or "") or [[]])[0]:
                if _words(kept) >= least:
                    return " ".join(kept)
                figures = telling.told_by(sentence)
                if not figures or telling.told.intersection(figures) or _words([*kept, sentence]) > most:
                    break  # what follows may lean on it
                kept.append(sentence)
                telling.commit(sentence)
        for point in self.stopped:
            if _words(kept) >= least:
                break
            if not telling.told.intersection(self.figures(point)) and _words([*kept, point]) <= most:
                kept.append(point)
                telling.commit(point)
        return " ".join(kept)

    def _told(self) -> Iterator[tuple[str, str, str]]:
        """Blocks that tell what the article tells after its opening."""
        subjects = {f"angle:{verdict.angle}": verdict.subject for verdict in self.plan.supports}
        for part in self.body.parts:
            kind = part.move.partition(":")[0]
            if kind in ("angle", "beat") and part.move != METHOD:
                yield part.move, BLOCKS[kind][-1], subjects.get(part.move, self.subject)


def _words(kept: Sequence[str]) -> int:
    return len(plain(" ".join(kept)).split())
