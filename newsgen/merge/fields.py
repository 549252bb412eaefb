"""The three-way merge of one field by sentences: base, an editor's text, the newly generated text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from merge3 import Merge3

from newsgen.merge.figures import Quoted, Telling, refreshed
from newsgen.merge.units import Unit, origins, successors
from newsgen.sentences import ITEM, PARAGRAPH

_ENDED = re.compile(r"[.!?…:;,–—][”’\"')\]*_]*\Z")  # what does not end so would run into the next sentence


@dataclass(frozen=True, slots=True)
class Made:
    """A sentence of the merged text: its places in the base, in the editor's text and in the new one, if it has any."""

    text: str
    kind: str
    base: int | None
    edited: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the three texts, as ranges; `agreed` where all three say the same but for values."""

    agreed: bool
    base: range
    edited: range
    new: range


@dataclass(slots=True)
class FieldMerge:
    """One field while it is merged; `clashes` holds base, edited and new text of each."""

    base: Sequence[Unit]
    edited: Sequence[Unit]
    new: Sequence[Unit]
    telling: Telling
    by_place: bool = False  # sentences without kin stem from those at the same place, as key points and headlines do
    clashes: list[tuple[str, str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    _stems: dict[int, int] = field(init=False)  # edited sentence -> base sentence
    _again: dict[int, int] = field(init=False)  # base sentence -> new sentence
    _tells: dict[int, int] = field(init=False)  # new sentence -> base sentence
    _claimed: set[int] = field(init=False)  # base sentences that stand where the editor worked
    _used: set[int] = field(default_factory=set)  # new sentences that are in the text, or that the editor's replace

    def merged(self) -> list[Made]:
        """The sentences of the merged text in their order."""
        self._stems = self._placed(origins(self.edited, self.base), self.edited)
        self._tells = self._placed(successors(self.new, self.base), self.new)
        self._again = {base: new for new, base in self._tells.items()}
        stretches = list(self._stretches())
        worked = [at for part in stretches if self._worked(part) for at in part.edited]
        self._claimed = {self._stems[at] for at in worked if at in self._stems}
        return [made for part in stretches for made in self._part(part)]

    def _placed(self, found: dict[int, int], text: Sequence[Unit]) -> dict[int, int]:
        if not self.by_place or len(text) != len(self.base):
            return found
        free = set(range(len(text))) - found.keys() - set(found.values())
        return found | {at: at for at in free}

    def _stretches(self) -> Iterator[Stretch]:
        base, edited, new = ([unit.key for unit in text] for text in (self.base, self.edited, self.new))
        before = (0, 0, 0)
        for z, z_end, a, a_end, b, b_end in Merge3(base, edited, new).find_sync_regions():
            yield Stretch(False, range(before[0], z), range(before[1], a), range(before[2], b))
            yield Stretch(True, range(z, z_end), range(a, a_end), range(b, b_end))
            before = (z_end, a_end, b_end)

    def _worked(self, part: Stretch) -> bool:
        """Whether the editor changed something here."""
        return [self.edited[at].key for at in part.edited] != [self.base[at].key for at in part.base]

    def _part(self, part: Stretch) -> list[Made]:
        if part.agreed:
            self._used.update(part.new)
            rows = zip(part.base, part.edited, part.new)
            return [Made(self.new[new].text, self.new[new].kind, base, edited, new) for base, edited, new in rows]
        made = [one for at in part.edited for one in self._kept(at, part)] if self._worked(part) else []
        for at in part.new:
            if at not in self._used and not self._is_the_editors(at):
                self._used.add(at)
                made.insert(_place(made, at), Made(self.new[at].text, self.new[at].kind, self._tells.get(at), None, at))
        return made

    def _kept(self, at: int, part: Stretch) -> Iterator[Made]:
        """An edited sentence as it stands in the merged text."""
        unit, stem = self.edited[at], self._stems.get(at)
        new = None if stem is None else self._again.get(stem)
        if stem is not None and unit.text == self.base[stem].text:  # not a word of it is the editor's
            if new is not None:
                if new not in self._used:
                    self._used.add(new)
                    yield Made(self.new[new].text, self.new[new].kind, stem, at, new)
                return
            if stem in part.base:
                return
        text = self._refreshed(unit, stem)
        if stem is not None and unit.text != self.base[stem].text:
            self._compare(stem, text, new)
        first = new if new is not None and new not in self._used else None
        if new is not None:
            self._used.add(new)
        yield Made(text, unit.kind, stem, at, first)

    def _is_the_editors(self, at: int) -> bool:
        """Whether the editor decided about this new sentence: it tells again what he changed, moved or removed."""
        stem = self._tells.get(at)
        if stem is None:
            return False
        if stem in self._claimed:
            return True
        return stem not in self._stems.values() and self.new[at].facts <= self.base[stem].facts

    def _refreshed(self, unit: Unit, stem: int | None) -> str:
        """The editor's sentence with renewed figures, from the sentence it stems from or others he took apart."""
        literal = {one.text for one in self.edited}
        touched = [at for at, one in enumerate(self.base) if one.text not in literal and at != stem]
        sources = [*([] if stem is None else [stem]), *touched]
        text, said = refreshed(unit.text, [self._quoted(at) for at in sources], self.telling)
        self.said += said
        return text

    def _quoted(self, base: int) -> Quoted:
        again = self._again.get(base)
        return Quoted(self.base[base], None if again is None else self.new[again])

    def _compare(self, stem: int, text: str, new: int | None) -> None:
        """Note a clash where the facts behind an editor's sentence are gone, or others are told in its place."""
        base, again = self.base[stem], "" if new is None else self.new[new].text
        gone = base.facts - self.telling.told
        others = new is not None and self.new[new].key != base.key and self.new[new].facts - base.facts
        if (gone or others) and text != again:
            self.clashes.append((base.text, text, again))


def _place(made: Sequence[Made], new: int) -> int:
    """Where a new sentence goes among those that stand: after those before it in the new text."""
    before = [at for at, one in enumerate(made) if one.new is not None and one.new < new]
    after = [at for at, one in enumerate(made) if one.new is not None and one.new > new]
    return before[-1] + 1 if before else after[0] if after else len(made)


def laid_out(made: Sequence[Made], base: Sequence[Unit], edited: Sequence[Unit], new: Sequence[Unit]) -> str:
    """The merged sentences as one text: between two of them stands what the editor put there, else the new text's."""
    parts = []
    for at, one in enumerate(made):
        if at == 0:
            parts.append(one.text)
            continue
        last = made[at - 1]
        was = _between(base, last.base, one.base)
        theirs = _between(edited, last.edited, one.edited)
        ours = _between(new, last.new, one.new)
        lead = theirs if theirs is not None and (theirs != was or ours is None) else ours
        if lead is None:
            lead = edited[one.edited].lead if one.edited is not None else new[one.new or 0].lead
        parts.append(_lead(lead, last, one) + one.text)
    return "".join(parts)


def _between(text: Sequence[Unit], one: int | None, other: int | None) -> str | None:
    """The strongest break between two sentences of a text; None where it does not hold both in this order."""
    if one is None or other is None or one >= other:
        return None
    return max((text[at].lead for at in range(one + 1, other + 1)), key=lambda lead: lead.count("\n"))


def _lead(lead: str, last: Made, one: Made) -> str:
    if one.kind == ITEM and last.kind == ITEM and "\n" not in lead:
        return "\n"
    apart = one.kind != PARAGRAPH or last.kind not in (PARAGRAPH, ITEM) or not _ENDED.search(last.text)
    return "\n\n" if not lead or (apart and "\n" not in lead) else lead
