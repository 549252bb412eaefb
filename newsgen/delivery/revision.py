"""What a correction of a day would be, before anything is changed: what is wrong, what is right, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from newsgen import archive, newsroom
from newsgen.archive import Sent
from newsgen.check import bind
from newsgen.delivery.again import Retold, told_again
from newsgen.delivery.notice import Item, doubts, items_of, note_of, posts
from newsgen.delivery.release import Opened, release_of
from newsgen.delivery.restated import Moved, Restating, facts_now, field_of, moved, no_longer_true
from newsgen.delivery.slips import changed, is_more, more_than_slips
from newsgen.errors import GateError, PublishError
from newsgen.house import House
from newsgen.house.notices import Notices, read_notices
from newsgen.merge import Change
from newsgen.merge.carry import with_words, words_of
from newsgen.model import Article, Delivery, Facts, Finding, Stage, State, Status
from newsgen.sentences import split
from newsgen.settings import Settings, template_folders

OUT = (Status.PUBLISHED, Status.CORRECTED, Status.REFILED)


@dataclass(frozen=True, slots=True)
class Told:
    """The article as readers have it, with the facts it was told from."""

    sha256: str
    text: bytes
    article: Article
    facts: Facts


@dataclass(frozen=True, slots=True)
class Revision:
    """A day held against what is known now.

    told      as readers have it
    after     the article as it would stand, `text` its article.md, `facts` those it is told from
    moved     facts with another value than they were told with, printed or not
    untrue    what the check holds against the told article now
    changes   sentences that would differ, in reading order
    note      what readers would be told, "" where nothing was wrong; `posts` follow it, by channel
    findings  what stands against it: a BLOCK of the note or of the text stops it
    retold    the day told again, None where the text in the folder is what would go out
    """

    day: date
    folder: Path
    told: Told
    state: State
    after: Article
    facts: Facts
    text: bytes
    moved: tuple[Moved, ...]
    untrue: tuple[Finding, ...]
    changes: tuple[Change, ...]
    slips: tuple[str, ...]
    items: tuple[Item, ...]
    note: str
    findings: tuple[Finding, ...]
    posts: Mapping[str, str] = field(default_factory=dict)
    retold: Retold | None = None
    notes: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Moved, ...]:
        """The facts of which a figure that readers see is wrong."""
        return tuple(one for one in self.moved if one.wrong)

    @property
    def unprinted(self) -> tuple[Moved, ...]:
        """The facts that were restated and are printed nowhere."""
        return tuple(one for one in self.moved if not one.places)

    @property
    def alike(self) -> tuple[Moved, ...]:
        """The facts that were restated and print as before."""
        return tuple(one for one in self.moved if one.places and not one.wrong and not one.posted)

    @property
    def posted(self) -> tuple[Moved, ...]:
        """The facts that only posts, mails or the bench print wrong."""
        return tuple(one for one in self.moved if one.posted)

    @property
    def sha256(self) -> str:
        """Of the text as it would stand."""
        return archive.sha256(self.text)

    @property
    def differs(self) -> bool:
        """Whether readers have another text."""
        return self.told.sha256 != self.sha256

    @property
    def needed(self) -> bool:
        """Whether something that readers have is wrong, or was changed by more than a slip."""
        return bool(self.items)


def revise(
    day: date,
    settings: Settings,
    went: Sequence[Delivery],
    *,
    now: datetime,
    tables: Sequence[Path] = (),
    note: str = "",
) -> Revision:
    """Hold what readers have of a day against what is known now; touches nothing and asks no source.

    `went` are the day's deliveries, `tables` the market folders of a day that was told from such, `note` an editor's
    own wording of what readers are told.
    Raises PublishError for a day that is not out, GateError for one that was withdrawn, ArchiveError where its files
    cannot be read.
    """
    folder = settings.out / day.isoformat()
    state = archive.read_state(folder)
    if state.status is Status.WITHDRAWN:
        raise GateError(f"{day} was withdrawn ({state.reason}); it does not go out again.")
    settings = replace(settings, style=state.style or settings.style)
    opened = release_of(folder, settings)
    told = told_of(folder, opened, went)
    house, words = newsroom.open_house(settings), read_notices(template_folders(settings), settings.language)
    found = facts_now(folder, settings, now=now, tables=tables)
    moves = moved(told.article, told.facts, found.facts, found.rows)
    untrue = no_longer_true(told.article, told.facts, found.facts) if moves else ()
    wrong = tuple(one for one in moves if one.wrong)
    retold = None
    if wrong or untrue:
        retold = told_again(folder, found.facts, told.article, house, settings, state)
    return _revision(folder, told, state, opened, retold, found, moves, untrue, house, words, note)


def told_of(folder: Path, opened: Opened, went: Sequence[Delivery]) -> Told:
    """The article as readers have it: of several texts the earliest, for one destination may lag behind.

    Where only people with a login have it, as these do.

    Raises PublishError for a day that is not out.
    """
    out = [one for one in went if one.standing is not None and one.state in ("done", "started") and one.text]
    if out:
        seen = [one for one in out if one.standing and one.standing.stage is not Stage.DRAFT]
        sha = min(seen or out, key=lambda one: one.version).text
    elif opened.state.status in OUT and opened.state.approval:
        sha = opened.state.approval.sha256
    else:
        raise PublishError(f"{folder.name} is not out anywhere; change its text or tell it again with newsgen recap.")
    if sha == archive.sha256(opened.text):
        return Told(sha, opened.text, opened.article, opened.facts)
    return _kept(archive.read_sent(folder, sha), opened)


def _kept(sent: Sent, opened: Opened) -> Told:
    """A text that went out, with its facts where they were kept, else with those of the day now."""
    facts, words = sent.facts or opened.facts, archive.read_manuscript(sent.text)
    base = sent.article or opened.article
    article = base if words_of(base) == words else with_words(base, words, bind(words, facts))
    return Told(sent.sha256, sent.text, article, facts)


def _revision(
    folder: Path,
    told: Told,
    state: State,
    opened: Opened,
    retold: Retold | None,
    found: Restating,
    moves: tuple[Moved, ...],
    untrue: tuple[Finding, ...],
    house: House,
    words: Notices,
    note: str,
) -> Revision:
    after = retold.edition.article if retold else opened.article
    findings = retold.edition.findings if retold else opened.findings
    wrong = tuple(one for one in moves if one.wrong)
    changes = changed(told.article, after)
    said = _told_wrong(told.article, after, wrong, untrue, changes, by_hand=retold is None)
    items = items_of(wrong, tuple(said), after, house, words)
    text = note or note_of(items, words)
    doubted = doubts(text, wrong, told.article, after, house, words, changes) if items else ()
    return Revision(
        day=date.fromisoformat(folder.name),
        folder=folder,
        told=told,
        state=state,
        after=after,
        facts=found.facts if retold else opened.facts,
        text=retold.text if retold else opened.text,
        moved=moves,
        untrue=untrue,
        changes=changes,
        slips=more_than_slips(told.article, after),
        items=items,
        note=text if items else "",
        findings=(*findings, *doubted),
        posts=posts(text, items, words, date.fromisoformat(folder.name)) if items else {},
        retold=retold,
        notes=retold.notes if retold else (),
    )


def _told_wrong(
    before: Article,
    after: Article,
    wrong: Sequence[Moved],
    untrue: Sequence[Finding],
    changes: Sequence[Change],
    *,
    by_hand: bool,
) -> Iterator[Change]:
    """The sentences that were wrong, with what stands there now; of a text changed `by_hand`, all but slips."""
    sentences = {place.sentence for one in wrong for place in one.places if place.wrong}
    doubted = [one.where.partition(": ")[2] for one in untrue]
    for change in (*changes, *_of_charts(before, after, wrong)):
        told_wrong = change.before in sentences or any(part and part in change.before for part in doubted)
        if change.before and (told_wrong or (by_hand and is_more(change))):
            yield change


def _of_charts(before: Article, after: Article, wrong: Sequence[Moved]) -> Iterator[Change]:
    """The wrong sentences beside pictures, each with the sentence at its place now."""
    places = {place.name: None for one in wrong for place in one.places if place.wrong and place.seen}
    for name in places:
        if name.startswith(("charts.", "extra.")):
            old, new = split(field_of(before, name)), split(field_of(after, name))
            pairs = zip(old, new, strict=True) if len(old) == len(new) else ((one, "") for one in old)
            yield from (Change(name, "changed", one, other, ()) for one, other in pairs if one != other)
