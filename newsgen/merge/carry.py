"""An article with an editor's words in it: what the writer knew of a sentence is kept where it still stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from newsgen.model import Article, Manuscript, Printed, Section
from newsgen.sentences import HEADING, sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or heading of a field and where it starts there."""

    text: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def words_of(article: Article) -> Manuscript:
    """What an editor can change of an article."""
    return Manuscript(article.headline, article.dek, article.key_points, article.body_md)


def with_words(article: Article, manuscript: Manuscript, bound: Sequence[Printed]) -> Article:
    """The article with an editor's headline, dek, key points and body.

    Its figures are the writer's in every sentence that still stands, and those `bound` by a reader in all others;
    sections begin and end where their sentences do now.  An untouched manuscript gives an equal article.
    """
    if manuscript == words_of(article):
        return article
    return replace(
        article,
        headline=manuscript.headline,
        dek=manuscript.dek,
        key_points=manuscript.key_points,
        body_md=manuscript.body_md,
        words=len(manuscript.body_md.split()),
        sections=tuple(_sections(article, manuscript.body_md)),
        figures=tuple(_figures(article, manuscript, bound)),
    )


def _fields(manuscript: Manuscript) -> dict[str, str]:
    points = {f"key_points.{number}": point for number, point in enumerate(manuscript.key_points)}
    return {"headline": manuscript.headline, "body_md": manuscript.body_md, "dek": manuscript.dek} | points


def _pieces(text: str) -> list[Piece]:
    at, found = 0, []
    for sentence in sentences(text):
        start = at + len(sentence.lead)
        if sentence.text:
            found.append(Piece(sentence.text, sentence.kind, start))
        at = start + len(sentence.text)
    return found


def _same(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Places of the sentences that stand in both, in the order of both."""
    matcher = SequenceMatcher(None, [piece.text for piece in old], [piece.text for piece in new], autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        yield from ((first + n, second + n) for n in range(size))


# ---- figures ---------------------------------------------------------------------------------------------------------


def _figures(article: Article, manuscript: Manuscript, bound: Sequence[Printed]) -> Iterator[Printed]:
    """The figures field by field: an editor's own fields in their order, then the others as they were."""
    before, after = _fields(words_of(article)), _fields(manuscript)
    for name, text in after.items():
        kept, standing = _carried(article.figures, name, before.get(name, ""), text)
        new = [
            one
            for one in bound
            if one.where == name and not any(start <= one.start and one.end <= end for start, end in standing)
        ]
        yield from sorted(kept + new, key=lambda one: one.start)
    yield from (one for one in article.figures if one.where not in before)


def _carried(
    figures: Sequence[Printed], name: str, before: str, after: str
) -> tuple[list[Printed], list[tuple[int, int]]]:
    """The writer's figures in sentences that still stand, at their new places, and where those sentences stand."""
    own = [one for one in figures if one.where == name]
    if before == after:
        return own, [(0, len(after))]
    old, new = _pieces(before), _pieces(after)
    kept, standing = list[Printed](), list[tuple[int, int]]()
    for first, second in _same(old, new):
        piece, by = old[first], new[second].start - old[first].start
        standing.append((new[second].start, new[second].end))
        inside = (one for one in own if piece.start <= one.start and one.end <= piece.end)
        kept += (replace(one, start=one.start + by, end=one.end + by) for one in inside)
    return kept, standing


# ---- sections --------------------------------------------------------------------------------------------------------


def _sections(article: Article, body: str) -> Iterator[Section]:
    """The parts of the body as they stand now: a sentence belongs to the part that its words, or its place, had."""
    if body == article.body_md:
        yield from article.sections
        return
    new = _pieces(body)
    heading, current, span = "", -1, (-1, -1)
    for piece, part in zip(new, _parts(article, new)):
        opens = piece.kind == HEADING
        if span[0] >= 0 and (opens or part != current):
            yield _section(article, heading, current, body[slice(*span)])
            heading, span = "", (-1, -1)
        if opens:
            heading = piece.text.lstrip("#").strip()
        else:
            current, span = part, (piece.start if span[0] < 0 else span[0], piece.end)
    if heading or span[0] >= 0:
        yield _section(article, heading, current, body[slice(*span)] if span[0] >= 0 else "")


def _section(article: Article, heading: str, part: int, text: str) -> Section:
    return Section(heading, article.sections[part].angle if part >= 0 else "", text)


def _parts(article: Article, new: Sequence[Piece]) -> list[int]:
    """The place in `article.sections` of each new sentence: of a changed one, that of the one before it; -1 is none."""
    old, ends, at = _pieces(article.body_md), list[int](), 0
    for section in article.sections:
        at = max(at, article.body_md.find(section.text, at) + len(section.text))
        ends.append(at)
    told = [next((part for part, end in enumerate(ends) if piece.start < end), -1) for piece in old]
    standing = {second: told[first] for first, second in _same(old, new)}
    part, found = (0 if ends else -1), []
    for place in range(len(new)):
        part = standing.get(place, part)
        found.append(part)
    return found
