"""The gallery: every wording that the templates can give, on facts made for it, to be read through by an editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsgen.errors import HouseError
from newsgen.gallery.lints import Wording, lints
from newsgen.house import House
from newsgen.house.gallery import Branch, Report, Shown, survey
from newsgen.house.marks import plain
from newsgen.house.names import did_you_mean, ended
from newsgen.write.sentences import paragraphs

KINDS = ("angle", "beat", "chart")


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording as a reader would see it, the branches it came from, and what is wrong with it."""

    text: str
    subject: str
    branches: tuple[str, ...]
    alike: int  # further wordings that differ in figures and names alone
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The wordings of one template by block, and its branches that nothing leads to."""

    name: str
    where: str
    blocks: tuple[tuple[str, tuple[Variant, ...]], ...]
    branches: int
    unreachable: tuple[str, ...]

    @property
    def percent(self) -> float:
        """Branches gone through, in percent."""
        return 100 * (1 - len(self.unreachable) / self.branches) if self.branches else 100.0

    @property
    def variants(self) -> list[Variant]:
        """The wordings of all blocks."""
        return [variant for _, variants in self.blocks for variant in variants]


@dataclass(frozen=True, slots=True)
class Gallery:
    """All rooms."""

    rooms: tuple[Room, ...]

    @property
    def percent(self) -> float:
        """Branches gone through over all templates, in percent."""
        every = sum(room.branches for room in self.rooms)
        return 100 * (1 - sum(len(room.unreachable) for room in self.rooms) / every) if every else 100.0

    @property
    def faults(self) -> list[tuple[str, str, Variant]]:
        """Template, block and wording of all that something is wrong with."""
        return [
            (room.name, block, variant) for room in self.rooms for block, found in room.blocks for variant in found
            if variant.faults
        ]  # fmt: skip


def hang(
    house: House,
    names: Sequence[str] = (),
    *,
    part: float = 1.0,
    seed: int = 0,
    step: Callable[[str], object] = str,
) -> Gallery:
    """The gallery of a house, or of the angles, standing parts and charts in `names`; `part` of it, drawn by `seed`.

    Raises HouseError for a name that there is not.
    """
    chosen = [template_of(house, name) for name in names] or None
    told = Wording(house)
    return Gallery(
        tuple(_room(report, house, told) for report in survey(house, chosen, part=part, seed=seed, step=step))
    )


def template_of(house: House, name: str) -> str:
    """The template of an angle, a standing part or a chart; raises HouseError with a suggestion."""
    for key in (name, *[f"{kind}:{name}" for kind in KINDS]):
        if key in house.templates:
            return key
    known = [key.partition(":")[2] for key in house.templates]
    raise HouseError(f"there is no angle, standing part or chart `{name}`; {ended(did_you_mean(name, known))}")


def _room(report: Report, house: House, told: Wording) -> Room:
    blocks = []
    for block in report.template.blocks:
        shown = [one for one in report.shown if one.block == block]
        blocks.append((block, tuple(_variants(shown, report, house, told))))
    return Room(
        report.template.name,
        report.template.where,
        tuple(blocks),
        len(report.places),
        tuple(described(branch, report) for branch in report.unreached),
    )


def _variants(shown: Sequence[Shown], report: Report, house: House, told: Wording) -> list[Variant]:
    """The wordings with a sentence that no earlier one has; others are counted as alike."""
    found: dict[tuple[str, ...], tuple[Shown, str]] = {}
    alike: dict[tuple[str, ...], int] = {}
    seen: dict[str, tuple[str, ...]] = {}
    for one in sorted(shown, key=lambda one: len(one.made.differs())):  # the least made-up day first
        text = "\n\n".join(" ".join(sentences) for sentences in paragraphs(one.marked))
        masks = tuple(house.mask(plain(sentence)) for group in paragraphs(one.marked) for sentence in group)
        fresh = [mask for mask in masks if mask not in seen]
        if not text:
            continue
        if not fresh:
            alike[seen[masks[0]]] = alike.get(seen[masks[0]], 0) + 1
            continue
        seen.update(dict.fromkeys(fresh, masks))
        found[masks] = (one, text)
    return [
        Variant(
            plain(text),
            one.subject,
            tuple(_conditions(one, report)),
            alike.get(masks, 0),
            lints(one.block, text, one.figures, told),
        )
        for masks, (one, text) in found.items()
    ]


def _conditions(one: Shown, report: Report) -> list[str]:
    """The conditions that held, and the options taken, in the order of the text."""
    branches = [report.template.branches[number] for number in one.through]
    return list(dict.fromkeys(branch.label for branch in branches if branch.kind in ("if", "dropped")))


def described(branch: Branch, report: Report) -> str:
    """Where a branch stands and how it would be reached."""
    around = [one.label for one in report.template.around(branch) if one.kind == "if"]
    inside = f", where {' and '.join(around[-2:])}" if around else ""
    line = f"line {branch.line}" if branch.line else ""
    return (
        f"{branch.block}, {line}: {branch.kind} {branch.label}{inside}"
        if branch.kind != "if"
        else (f"{branch.block}, {line}: if {branch.label}")
    )


__all__ = ["Gallery", "Room", "Variant", "hang", "template_of"]
