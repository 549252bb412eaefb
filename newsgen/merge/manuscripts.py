"""A whole manuscript merged field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from newsgen.archive import Clash
from newsgen.merge.fields import FieldMerge, Made, laid_out
from newsgen.merge.figures import Telling
from newsgen.merge.units import Figure, Unit, edited_units, points, units
from newsgen.model import Article, Manuscript, Printed
from newsgen.sentences import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged words, what needs an editor's eye, and each figure that was renewed in his sentences: "old -> new"."""

    manuscript: Manuscript
    clashes: tuple[Clash, ...] = ()
    refreshed: tuple[str, ...] = ()


def merge(base: Manuscript, edited: Manuscript, new: Manuscript, *, old: Article, fresh: Article) -> Merged:
    """Carry an editor's words, written over `base`, on into `new`; `old` and `fresh` know the figures of those two.

    No word of the editor's is lost: each sentence he wrote is in the merged text, with renewed figures.
    """
    if edited in (base, new):
        return Merged(new)
    if new == base:
        return Merged(edited)
    work = _Work(Telling(_all(old.figures), _all(fresh.figures)), old.figures, fresh.figures)
    return Merged(
        Manuscript(
            headline=work.headline(base.headline, edited.headline, new.headline),
            dek=work.text("dek", base.dek, edited.dek, new.dek),
            key_points=work.points(base.key_points, edited.key_points, new.key_points),
            body_md=work.text("body_md", base.body_md, edited.body_md, new.body_md),
        ),
        tuple(work.clashes),
        tuple(work.refreshed),
    )


@dataclass(slots=True)
class _Work:
    telling: Telling
    old: tuple[Printed, ...]
    fresh: tuple[Printed, ...]
    clashes: list[Clash] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)

    def headline(self, base: str, edited: str, new: str) -> str:
        """The whole line as one sentence."""
        if edited in (base, new) or new == base:
            return new if edited == base else edited
        lines = [[Sentence("", text)] for text in (base, edited, new)]
        z, b = (units(line, _of(figures, "headline")) for line, figures in zip(lines[::2], (self.old, self.fresh)))
        return " ".join(made.text for made in self._merged("headline", z, edited_units(units(lines[1]), z, b), b))

    def text(self, name: str, base: str, edited: str, new: str) -> str:
        """A text of several sentences."""
        if edited in (base, new) or new == base:
            return new if edited == base else edited
        z = units(sentences(base), _of(self.old, name))
        b = units(sentences(new), _of(self.fresh, name))
        a = edited_units(units(sentences(edited)), z, b)
        return laid_out(self._merged(name, z, a, b), z, a, b)

    def points(self, base: tuple[str, ...], edited: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
        """Each point is one sentence."""
        if edited in (base, new) or new == base:
            return new if edited == base else edited
        z, b = points(base, self.old), points(new, self.fresh)
        return tuple(made.text for made in self._merged("key_points", z, edited_units(points(edited), z, b), b))

    def _merged(self, name: str, base: Sequence[Unit], edited: Sequence[Unit], new: Sequence[Unit]) -> list[Made]:
        work = FieldMerge(base, edited, new, self.telling, by_place=name != "body_md")
        made = work.merged()
        self.clashes += [Clash(name, *texts) for texts in work.clashes]
        self.refreshed += work.said
        return made


def _of(printed: Iterable[Printed], name: str) -> list[Printed]:
    return [figure for figure in printed if figure.where == name]


def _all(printed: Iterable[Printed]) -> tuple[Figure, ...]:
    """The figures of an article with their qualifiers, wherever they stand."""
    return tuple(
        Figure(
            0,
            0,
            one.text if one.qualifier in ("", "word") else f"{one.qualifier} {one.text}",
            one.fact,
            one.qualifier == "word",
        )
        for one in printed
    )
