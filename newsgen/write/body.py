"""The body: moves told in order, trimmed or filled to length, with nothing told twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsgen.house import House, Skeleton, Telling
from newsgen.model import Dropped, Facts, Plan, Verdict
from newsgen.write import sentences
from newsgen.write.quotes import said

METHOD = "beat:method"


Paragraphs = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one move came to: paragraphs of marked sentences."""

    move: str
    text: Paragraphs
    marked: str  # the same as marked Markdown
    words: int

    @property
    def name(self) -> str:
        """The angle or beat it tells."""
        return self.move.partition(":")[2] or self.move


@dataclass(frozen=True, slots=True)
class Body:
    """The told parts in order, and the supports that are not told with their reasons."""

    parts: tuple[Part, ...]
    dropped: tuple[Dropped, ...]


def tell_body(plan: Plan, facts: Facts, house: House, telling: Telling) -> Body:
    """The body of the plan; empty where nothing could be told."""
    return _Teller(plan, facts, house, telling).tell()


class _Teller:
    def __init__(self, plan: Plan, facts: Facts, house: House, telling: Telling) -> None:
        self.plan, self.facts, self.house, self.telling = plan, facts, house, telling
        self.skeleton: Skeleton = house.skeletons[plan.skeleton]
        self.verdicts = {f"angle:{verdict.angle}": verdict for verdict in plan.supports}
        self.subject = plan.lead.subject or "btc"
        stories = [f"angle:{verdict.angle}" for verdict in plan.supports]
        self.allowed = set(stories[: house.length("supports")])
        self.spare = stories[house.length("supports") :]
        self.waiting = set(self.skeleton.reserve)  # moves told only while the text is short
        self.short: set[str] = set()  # moves told by their `brief`
        self.reasons: dict[str, str] = {}

    def tell(self) -> Body:
        """Tell, then trim or fill; the method note always comes last."""
        moves = [move for move in self.plan.moves if move != METHOD]
        tail = [METHOD] if METHOD in self.plan.moves else []
        parts = self._replace_untold(self._tell([], [*moves, *tail]), [*moves, *tail])
        if _words(parts) > self.plan.words[1]:
            parts = self._trim(parts, tail)
        elif _words(parts) < self.plan.words[0]:
            parts = self._fill(parts, [*moves, *tail])
        told = {part.move for part in parts}
        untold = (self._untold(verdict) for verdict in self.plan.supports if f"angle:{verdict.angle}" not in told)
        return Body(tuple(parts), tuple(untold))

    def _tell(self, before: Sequence[Part], moves: Sequence[str]) -> list[Part]:
        """`before`, and after it what the moves come to."""
        self.telling.begin_again(part.marked for part in before)
        parts = list(before)
        for move in moves:
            if (move in self.verdicts and move not in self.allowed) or move in self.waiting:
                continue
            if text := self._text(move):
                marked = sentences.joined(text)
                self.telling.commit(marked)
                parts.append(Part(move, text, marked, sentences.words(marked)))
        return parts

    def _replace_untold(self, parts: list[Part], moves: Sequence[str]) -> list[Part]:
        """Where a support had nothing new to say, the next in strength has its turn."""
        while self.spare and (untold := self.allowed - {part.move for part in parts}):
            self.allowed -= untold
            turn, self.spare = self.spare[: len(untold)], self.spare[len(untold) :]
            self.allowed.update(turn)
            first = min(map(moves.index, turn))
            parts = self._tell([part for part in parts if moves.index(part.move) < first], moves[first:])
        return parts

    def _text(self, move: str) -> Paragraphs:
        kind, _, name = move.partition(":")
        if kind == "quote":
            return [[said(self.facts.quotes[int(name)], self.facts, self.house)]]
        if kind == "lead":
            return self._block(f"angle:{self.plan.lead.angle}", "lead", self.plan.lead.subject)
        if kind == "beat":
            return self._fresh(self._block(move, "text", self.subject))
        return self._support(self.verdicts[move], move)

    def _support(self, verdict: Verdict, move: str) -> Paragraphs:
        blocks = ("brief",) if move in self.short else ("section", "brief")
        for block in blocks:
            text = self._fresh(self._block(move, block, verdict.subject))
            if text:
                return text
        self.reasons[move] = "nothing of it was left to tell"
        return []

    def _block(self, template: str, block: str, subject: str) -> Paragraphs:
        passage = self.house.passage(template, block)
        text = self.telling.render(passage, place="body", subject=subject) if passage else None
        return sentences.paragraphs(text) if text else []

    def _fresh(self, text: Paragraphs) -> Paragraphs:
        """Without the sentences whose every figure the body has told; words alone are no figures."""
        seen: set[object] = set()
        kept = []
        for paragraph in text:
            fresh = []
            for sentence in paragraph:
                figures = self.telling.told_by(sentence)
                if figures and all(figure in seen or figure in self.telling.told for figure in figures):
                    continue
                seen.update(figures)
                fresh.append(sentence)
            if fresh:
                kept.append(fresh)
        return kept

    def _trim(self, parts: list[Part], tail: list[str]) -> list[Part]:
        """Beats go from the end; then supports are told briefly, then dropped, the last first."""
        most = self.plan.words[1]
        keep = self.skeleton.keep
        for part in reversed(parts):
            if _words(parts) > most and not _kept(part.move, keep) and part.move not in tail:
                parts = self._without(parts, part.move)
        for move in [part.move for part in reversed(parts) if part.move in self.verdicts]:
            if _words(parts) > most:
                self.short.add(move)
                parts = self._again(parts, move)
        for move in [part.move for part in reversed(parts) if part.move in self.verdicts]:
            if _words(parts) > most:
                self.reasons[move] = f"the text is at its {most} words without it"
                parts = self._without(parts, move)
        return parts

    def _without(self, parts: list[Part], move: str) -> list[Part]:
        at = next(place for place, part in enumerate(parts) if part.move == move)
        return self._tell(parts[:at], [part.move for part in parts[at + 1 :]])

    def _again(self, parts: list[Part], move: str) -> list[Part]:
        at = next(place for place, part in enumerate(parts) if part.move == move)
        return self._tell(parts[:at], [part.move for part in parts[at:]])

    def _fill(self, parts: list[Part], moves: Sequence[str]) -> list[Part]:
        """Moves of the reserve, each at its place, while the text is short."""
        for move in self.skeleton.reserve:
            self.waiting.discard(move)
            at = moves.index(move) if move in moves else len(moves)
            before = [part for part in parts if part.move in moves[:at]]
            longer = self._tell(before, moves[at:])
            if _words(longer) > self.plan.words[1] or len(longer) == len(parts):
                self.waiting.add(move)
                continue
            parts = longer
            if _words(parts) >= self.plan.words[0]:
                break
        return parts

    def _untold(self, verdict: Verdict) -> Dropped:
        reason = self.reasons.get(f"angle:{verdict.angle}", f"{len(self.allowed)} supports were stronger")
        return Dropped(verdict.angle, f"scored {verdict.score:.0f}, {reason}")


def _words(parts: Sequence[Part]) -> int:
    return sum(part.words for part in parts)


def _kept(move: str, keep: frozenset[str]) -> bool:
    kind = {"angle": "support", "quote": "quotes"}.get(move.partition(":")[0], move)
    return kind in keep or kind == "lead"
