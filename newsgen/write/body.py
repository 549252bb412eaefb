"""The body: moves told in order, trimmed or filled to length, with nothing told twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from newsgen.house import House, Passage, Telling
from newsgen.house.marks import plain
from newsgen.house.stale import Staleness
from newsgen.model import Dropped, Facts, Plan
from newsgen.write import sentences
from newsgen.write.quotes import said
from newsgen.write.rhythm import Rhythm

METHOD = "beat:method"
BLOCKS = {"lead": ("lead",), "angle": ("section", "brief"), "beat": ("text",)}  # that tell a move, the fullest first
Paragraphs = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one move came to; `text` is empty where it said nothing."""

    move: str
    text: Paragraphs = ()
    marked: str = ""  # the same as marked Markdown
    words: int = 0

    @property
    def name(self) -> str:
        """The angle or beat it tells."""
        return self.move.partition(":")[2] or self.move


@dataclass(frozen=True, slots=True)
class Place:
    """One move of the plan: the passages that can tell it, the first that says something new, and their subject."""

    move: str
    passages: tuple[Passage, ...]
    subject: str
    mentions: frozenset[str]  # the facts that its words may depend on

    @property
    def is_support(self) -> bool:
        """Whether it tells a supporting angle."""
        return self.move.startswith("angle:")


@lru_cache(maxsize=512)  # of every house that is still in use
def _place(house: House, move: str, template: str, subject: str) -> Place:
    blocks = BLOCKS.get(move.partition(":")[0], ())
    passages = tuple(passage for block in blocks if (passage := house.passage(template, block)))
    return Place(move, passages, subject, house.mentions(template, blocks, subject))


@dataclass(frozen=True, slots=True)
class Body:
    """The told parts in order, and the supports that are not told with their reasons."""

    parts: tuple[Part, ...]
    dropped: tuple[Dropped, ...]


def tell_body(plan: Plan, facts: Facts, house: House, telling: Telling) -> Body:
    """The body of the plan; empty where nothing could be told."""
    return _Teller(plan, facts, house, telling).tell()


class _Teller:
    """`parts` stand beside `places`; a silent place has an empty part."""

    def __init__(self, plan: Plan, facts: Facts, house: House, telling: Telling) -> None:
        self.plan, self.facts, self.house, self.telling = plan, facts, house, telling
        self.skeleton = house.skeletons[plan.skeleton]
        subjects = {f"angle:{verdict.angle}": verdict.subject for verdict in plan.supports}
        stories = list(subjects)
        self.spare = stories[house.length("supports") :]
        self.silent = {*self.skeleton.reserve, *self.spare}  # moves that wait for their turn
        self.reasons: dict[str, str] = {}
        subjects["lead"] = plan.lead.subject
        beat_subject = plan.lead.subject or "btc"
        self.places = [
            _place(
                house, move, f"angle:{plan.lead.angle}" if move == "lead" else move, subjects.get(move, beat_subject)
            )
            for move in plan.moves
        ]
        self.parts = [Part(move) for move in plan.moves]
        self.stale = Staleness(telling.memory, house.mask, house.memory("half_life"))
        self.rhythm = Rhythm(*house.length("sentence"))
        self.attempts: dict[str, int] = {}  # by move: the wording that was the freshest when it was first told

    def tell(self) -> Body:
        """Tell every move, give the turn of silent supports to the next, then trim or fill."""
        for at in range(len(self.places)):
            part = self.parts[at] = self._part(at)
            if part.text:
                self.telling.commit(part.marked)
        self._give_turns()
        if self._words() > self.plan.words[1]:
            self._trim()
        elif self._words() < self.plan.words[0]:
            self._fill()
        parts = tuple(part for part in self.parts if part.text)
        told = {part.move for part in parts}
        untold = [verdict for verdict in self.plan.supports if f"angle:{verdict.angle}" not in told]
        return Body(parts, tuple([Dropped(v.angle, self._reason(f"angle:{v.angle}", v.score)) for v in untold]))

    def _part(self, at: int) -> Part:
        """What a place comes to after all that stands before it."""
        place = self.places[at]
        if place.move in self.silent:
            return Part(place.move)
        if place.move.startswith("quote:"):
            number = int(place.move.partition(":")[2])
            return _made(place.move, [[said(self.facts.quotes[number], self.facts, self.house)]])
        for passage in place.passages:
            if kept := self._told(passage, place, self._freshest(passage, place)):
                return _made(place.move, _aside(kept) if place.move == METHOD else kept)
        return Part(place.move)

    def _told(self, passage: Passage, place: Place, attempt: int) -> Paragraphs:
        """What a passage says in one of its wordings, without what the body has told."""
        marked = self.telling.render(passage, place="body", subject=place.subject, attempt=attempt)
        text = sentences.paragraphs(marked) if marked else []
        return text if place.move == "lead" else self._fresh(text)

    def _freshest(self, passage: Passage, place: Place) -> int:
        """The wording least like what was told lately, with sentences neither clipped nor long; the first of equals."""
        known = self.attempts.get(place.move)
        if known is not None:
            return known
        best, least = 0, float("inf")
        for attempt in range(self.house.memory("attempts")):
            text = self._told(passage, place, attempt)
            said = [plain(sentence) for paragraph in text for sentence in paragraph]
            cost = self.stale.of(said, opening=place.move == "lead") + self.rhythm.of(said)
            if cost < least:
                best, least = attempt, cost
            if not said or not cost:
                break
        self.attempts[place.move] = best
        return best

    def _fresh(self, text: Paragraphs) -> Paragraphs:
        """Without the sentences whose every figure the body has told; words alone are no figures."""
        told = self.telling.told
        seen: set[object] = set()
        kept = []
        for paragraph in text:
            fresh = []
            for sentence in paragraph:
                figures = self.telling.told_by(sentence)
                if figures and all(figure in told or figure in seen for figure in figures):
                    continue
                seen.update(figures)
                fresh.append(sentence)
            if fresh:
                kept.append(fresh)
        return kept

    def _tell_again(self, at: int) -> None:
        """A place has changed: tell it again, and after it those whose words may depend on what changed."""
        self.telling.begin_again([part.marked for part in self.parts[:at]])
        changed: set[str] = set()
        for place, old in zip(range(at, len(self.places)), self.parts[at:]):
            if place == at or (not changed.isdisjoint(self.places[place].mentions) and old.move not in self.silent):
                new = self._part(place)
                named = set(self.telling.named_in(old.marked)) ^ set(self.telling.named_in(new.marked))
                changed |= named - self.telling.mentioned  # what stands before says the rest anyway
                self.parts[place] = new
            self.telling.commit(self.parts[place].marked)

    def _set(self, at: int, *, silent: bool) -> None:
        (self.silent.add if silent else self.silent.discard)(self.places[at].move)
        self._tell_again(at)

    def _give_turns(self) -> None:
        """Where a support had nothing new to say, the next in strength has its turn."""
        supports = [at for at, place in enumerate(self.places) if place.is_support]
        empty = sum(not self.parts[at].text and self.places[at].move not in self.silent for at in supports)
        while self.spare and empty:
            at = self.plan.moves.index(self.spare.pop(0))
            self._set(at, silent=False)
            empty -= bool(self.parts[at].text)

    def _trim(self) -> None:
        """Standing parts go, the least worth first; then supports are told briefly, then dropped, the last first."""
        most = self.plan.words[1]
        backwards = [at for at in reversed(range(len(self.places))) if self.parts[at].text]
        moves = [place.move for place in self.places]
        spare = [moves.index(move) for move in self.plan.spare if move in moves]
        for at in [*spare, *backwards]:
            if self._words() > most and self.parts[at].text and not self._is_kept(moves[at]):
                self._set(at, silent=True)
        supports = [at for at in backwards if self.places[at].is_support]
        for at in supports:
            if self._words() > most:
                self.places[at] = replace(self.places[at], passages=self.places[at].passages[-1:])
                self._tell_again(at)
        for at in supports:
            if self._words() > most:
                self.reasons[self.places[at].move] = f"the text is at its {most} words without it"
                self._set(at, silent=True)

    def _fill(self) -> None:
        """Moves of the reserve, each at its place, while the text is short."""
        least, most = self.plan.words
        for move in self.skeleton.reserve:
            if self._words() >= least:
                return
            at = self.plan.moves.index(move)
            self._set(at, silent=False)
            if self._words() > most:
                self._set(at, silent=True)

    def _words(self) -> int:
        return sum([part.words for part in self.parts])

    def _is_kept(self, move: str) -> bool:
        kind = {"angle": "support", "quote": "quotes"}.get(move.partition(":")[0], move)
        return kind in self.skeleton.keep or kind == "lead"

    def _reason(self, move: str, score: float) -> str:
        default = f"{self.house.length('supports')} supports were stronger" if move in self.silent else ""
        reason = self.reasons.get(move, default or "nothing of it was left to tell")
        return f"scored {score:.0f}, {reason}"


def _aside(text: Paragraphs) -> Paragraphs:
    """The same in italics, as a note beside the text."""
    return [[f"*{' '.join(paragraph)}*"] for paragraph in text]


def _made(move: str, text: Paragraphs) -> Part:
    marked = sentences.joined(text)
    return Part(move, text, marked, sentences.words(marked))
