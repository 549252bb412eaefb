"""An editor's words: what is typed, what is found in it, and how it takes the place of the text that it began from.

typed -> a draft of this tab                    nothing typed is lost
saved -> article.md, and the day is filed       only in the place of the very text it was made from
else  -> both texts side by side                somebody else saved meanwhile: a person decides
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from newsgen import archive, gate, newsroom
from newsgen.archive import Draft
from newsgen.check import bind, spots
from newsgen.desk import limits
from newsgen.desk.decisions import let_pass
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import ArchiveError, DeskError, StaleError
from newsgen.merge import Clash, Merged, merge
from newsgen.model import Finding, Manuscript, Spot
from newsgen.page.text import safe_html

LONGEST = 100_000  # characters of a text
BOXES = ("headline", "dek", "key_points", "body_md")
CLASH = "M5"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the four boxes, with plain line ends; key points one to a line."""

    headline: str
    dek: str
    key_points: str
    body_md: str

    @property
    def manuscript(self) -> Manuscript:
        """As an article keeps it: one line for what is a line, Markdown below."""
        points = tuple(filter(None, map(_line, self.key_points.split("\n"))))
        return Manuscript(_line(self.headline), _line(self.dek), points, self.body_md.strip())


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding in a text that is being written; offsets as browsers count them, in units of UTF-16."""

    id: str = field(metadata={"help": "The guard"})
    kind: str = field(metadata={"help": "block, hold or warn"})
    said: str = field(metadata={"help": "What was found, in a sentence"})
    hint: str = field(default="", metadata={"help": "What to do"})
    box: str = field(default="", metadata={"help": "The box it stands in, or nothing: it is about the whole"})
    start: int = 0
    end: int = 0
    line: int = field(default=0, metadata={"help": "The line of the box, from 1"})
    text: str = field(default="", metadata={"help": "The words that are marked"})
    right: str = field(default="", metadata={"help": "What would be right in their place"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text whose place another one took meanwhile: both, and what they make together."""

    mine: Manuscript
    current: Manuscript
    merged: Merged


def words_in(form: Mapping[str, object]) -> Words:
    """The four boxes of a form; raises DeskError for what is no text or too long."""
    found = [form.get(name, "") for name in BOXES]
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in found if isinstance(text, str)]
    if len(texts) != len(BOXES) or sum(map(len, texts)) > LONGEST:
        raise DeskError(f"A text has up to {LONGEST:,} characters; take something out of it.")
    return Words(*texts)


def words_of(manuscript: Manuscript) -> Words:
    """A manuscript as it stands in the boxes."""
    return Words(manuscript.headline, manuscript.dek, "\n".join(manuscript.key_points), manuscript.body_md)


# ---- what is found in it ---------------------------------------------------------------------------------------------


def marks(words: Words, sheet: Sheet, bench: Workbench) -> tuple[Mark, ...]:
    """What is found in a text as it is typed: at its place, and after that what is found in it as a whole."""
    if fault := unread(words.manuscript):
        return (Mark("", "block", fault),)
    lines = words.key_points.split("\n")
    at = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    points = [(line.strip(), at[number] + len(line) - len(line.lstrip())) for number, line in enumerate(lines)]
    points = [(line, place) for line, place in points if line]
    typed = Manuscript(words.headline, words.dek, tuple(line for line, _ in points), words.body_md)
    found = spots(typed, sheet.edition.facts)
    placed = [_mark(spot, words, [place for _, place in points]) for spot in found]
    seen = {(one.id, one.said) for one in placed}
    if sheet.error:  # what is broken may be the house itself
        return tuple(sorted(placed, key=_order))
    edition = newsroom.edited(sheet.generated, words.manuscript, bench.house(sheet.state.style))
    whole = (Mark(one.id, one.severity.lower(), one.message, one.hint) for one in edition.findings)
    return (*sorted(placed, key=_order), *(one for one in whole if (one.id, one.said) not in seen))


def unread(words: Manuscript) -> str:
    """Why a text cannot be checked at all, in a sentence, or "": such a text is kept as a draft and saved nowhere."""
    return limits.fault((words.headline, words.dek, *words.key_points, words.body_md))


def preview(words: Words) -> str:
    """The body as it reads, as safe HTML; nothing of a text that cannot be checked."""
    return "" if unread(words.manuscript) else safe_html(words.body_md)


def _mark(spot: Spot, words: Words, places: Sequence[int]) -> Mark:
    box, _, number = spot.field.partition(".")
    shift, text = places[int(number)] if number else 0, str(getattr(words, box))
    start, end = spot.start + shift, spot.end + shift
    found = spot.finding
    return Mark(
        found.id, found.severity.lower(), found.message, found.hint, box, _units(text[:start]), _units(text[:end]),
        text.count("\n", 0, start) + 1, text[start:end], spot.right,
    )  # fmt: skip


def _order(mark: Mark) -> tuple[int, int]:
    return BOXES.index(mark.box), mark.start


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# ---- drafts ----------------------------------------------------------------------------------------------------------


def keep_base(sheet: Sheet) -> str:
    """Keep the text that somebody begins from, which a merge needs later; gives its SHA-256."""
    return archive.keep_version(sheet.folder, sheet.text)


def draft_of(bench: Workbench, day: date, draft_id: str) -> Draft | None:
    """A draft that is kept."""
    return next((one for one in archive.drafts(bench.folder(day)) if one.id == draft_id), None)


def conflict(sheet: Sheet, mine: Manuscript, base_sha256: str) -> Conflict | None:
    """What stands against putting `mine` in the place of the text as it stands; None: nothing, or it is `unread`."""
    if base_sha256 == sheet.sha256 or mine == sheet.manuscript or unread(mine):
        return None
    try:
        base = archive.read_manuscript(archive.read_version(sheet.folder, base_sha256))
    except ArchiveError:  # without a common beginning there is nothing to put together
        return Conflict(mine, sheet.manuscript, Merged(mine))
    if base == sheet.manuscript:
        return None  # only what stands around the words is otherwise
    facts, fresh = sheet.edition.facts, sheet.edition.article
    old = replace(fresh, figures=bind(base, facts))
    fresh = replace(fresh, figures=bind(sheet.manuscript, facts))
    return Conflict(mine, sheet.manuscript, merge(base, mine, sheet.manuscript, old=old, fresh=fresh))


# ---- saving ----------------------------------------------------------------------------------------------------------


def save(bench: Workbench, day: date, mine: Manuscript, base_sha256: str, *, by: str, what: str = "saved") -> Sheet:
    """Put an editor's words in the place of the text that they began from, and file the day with them.

    Raises StaleError where that text is another one by now, DeskError for a text without headline or body.
    """
    if not mine.headline or not mine.body_md:
        raise DeskError("A text needs a headline and a body; write them and save again.")
    if fault := unread(mine):
        raise DeskError(f"Your words are kept as a draft, and not saved: {fault}")
    sheet = bench.sheet(day)
    if mine == sheet.manuscript:
        return sheet
    if sheet.error:
        raise DeskError(f"Your words are kept, and can be saved once everything can be read again: {sheet.error}")
    if conflict(sheet, mine, base_sha256):
        raise StaleError("Somebody else changed the text meanwhile; nothing of either is lost.")
    if sheet.filed != sheet.sha256:
        sheet = bench.file(day)  # what a template or a wish changed comes below the editor's words
    newsroom.edited(sheet.generated, mine, sheet.house)  # what cannot be checked must not stand in the file
    text = archive.with_manuscript(sheet.text, mine)
    log = archive.log_line(what, when=bench.clock(), by=by, text=archive.sha256(text))
    archive.save_text(sheet.folder, sheet.filed, text, log)
    return bench.file(day)  # the page and the pack say the same


def settle(bench: Workbench, day: date, draft: Draft, take: str, *, by: str) -> Draft | None:
    """Settle a conflict: a draft of "mine" or of both "merged" on the text as it stands, or None: "theirs" stays.

    The words that were typed are kept among the versions, whatever is taken.
    """
    sheet = bench.sheet(day)
    if fault := unread(draft.manuscript):
        raise DeskError(f"Your words stay a draft: {fault}")
    archive.keep_version(sheet.folder, archive.with_manuscript(sheet.text, draft.manuscript))
    if take == "theirs":
        archive.drop_draft(sheet.folder, draft.id)
        return None
    found = conflict(sheet, draft.manuscript, draft.base_sha256)
    words = found.merged.manuscript if found and take == "merged" else draft.manuscript
    settled = Draft(draft.id, by, bench.clock(), keep_base(sheet), words)
    archive.save_draft(sheet.folder, settled)
    return settled


# ---- single sentences ------------------------------------------------------------------------------------------------


def take_new(bench: Workbench, day: date, finding_key: str, *, by: str) -> Sheet:
    """Put what the facts now say in the place of an editor's sentence that clashes with them."""
    sheet = bench.sheet(day)
    clash = clash_of(sheet, finding_key)
    place, points = clash.field, sheet.manuscript.key_points
    if place == "key_points" and clash.edited in points:
        place = f"key_points.{points.index(clash.edited)}"
    after = _with(sheet.manuscript, place, lambda text: _replaced(text, clash.edited, clash.new))
    return save(bench, day, after, sheet.sha256, by=by, what="took the new sentence")


def keep_mine(bench: Workbench, day: date, finding_key: str, *, by: str, revision: int) -> None:
    """Let an editor's sentence stand against new facts: a hold that is let pass with a name."""
    let_pass(bench, day, finding_key, by=by, revision=revision, reason="The editor's sentence was looked at and stays.")


def clashes(sheet: Sheet) -> tuple[tuple[str, Clash], ...]:
    """The clashes that nobody settled, each with the key of its finding."""
    holds = [one for one in sheet.clearance.holds if one.id == CLASH]
    found = ((next((one for one in holds if _says(one, clash)), None), clash) for clash in sheet.clashes)
    return tuple((gate.key(finding), clash) for finding, clash in found if finding)


def clash_of(sheet: Sheet, finding_key: str) -> Clash:
    """A clash by the key of its finding; raises DeskError where it is settled."""
    found = dict(clashes(sheet)).get(finding_key)
    if found is None:
        raise DeskError("This is settled already; load the page again.")
    return found


def _says(finding: Finding, clash: Clash) -> bool:
    return finding.where == f"{clash.field}: {clash.edited}" and (not clash.new or clash.new in finding.message)


def fixes(sheet: Sheet) -> dict[str, list[Spot]]:
    """The findings of which it is known what would be right, by key, each with its places."""
    found: dict[str, list[Spot]] = {}
    for spot in spots(sheet.manuscript, sheet.edition.facts):
        if spot.right:
            found.setdefault(gate.key(spot.finding), []).append(spot)
    return found


def fix(bench: Workbench, day: date, finding_key: str, sha256: str, *, by: str) -> Sheet:
    """Put the right figure in the place of a wrong one; `sha256` is of the text that was seen.

    Raises StaleError where the text is another one by now, DeskError where the finding is gone.
    """
    sheet = bench.sheet(day)
    if sheet.sha256 != sha256:
        raise StaleError(f"{day}: the text is another one than the one you saw; look at it and repeat.")
    found = fixes(sheet).get(finding_key)
    if not found:
        raise DeskError("The finding is not there any more; load the page again.")
    spot = found[0]
    after = _with(sheet.manuscript, spot.field, lambda text: text[: spot.start] + spot.right + text[spot.end :])
    return save(bench, day, after, sheet.sha256, by=by, what=f"put {spot.right} right")


def _with(words: Manuscript, place: str, change: Callable[[str], str]) -> Manuscript:
    """The words with one field changed, named as a Spot names it; a key point that is empty then is none."""

    def at(name: str, text: str) -> str:
        return change(text) if name == place else text

    points = (at(f"key_points.{number}", point) for number, point in enumerate(words.key_points))
    return Manuscript(
        at("headline", words.headline),
        at("dek", words.dek),
        tuple(filter(None, points)),
        at("body_md", words.body_md).strip(),
    )


def _replaced(text: str, old: str, new: str) -> str:
    """A sentence replaced; with nothing in its place its space goes, too."""
    forms = (old,) if new else (f" {old}", f"{old} ", old)
    found = next((form for form in forms if form in text), old)
    return text.replace(found, new, 1)


def _line(text: str) -> str:
    return " ".join(text.split())
