"""What a person changed where an article stands, brought home into article.md: that and nothing else.

the text as newsgen sent it  -+
the text as it stands there  -+-> what the person changed -> merged into article.md -> checked at once
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path

from newsgen import archive
from newsgen.delivery.errand import Clock, Step
from newsgen.delivery.pieces import HEADING, ITEM, THING, Piece, letters, pieces_of
from newsgen.delivery.publish import OUT, remains
from newsgen.delivery.release import release_of
from newsgen.delivery.revision import told_of
from newsgen.destinations import Careful, open_destination
from newsgen.errors import PublishError, SettingsError
from newsgen.history import open_history
from newsgen.live import history_place
from newsgen.merge import Change, differences, merge
from newsgen.model import Delivery, Finding, Manuscript, Standing
from newsgen.sentences import blocks
from newsgen.settings import Settings

FOLDER = "pulled"  # in the day's folder: texts as they were found, where not all of them could be brought home
_NEAR = 0.5  # likeness from which on a piece is a changed one of newsgen's own
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of a pull.

    changed   whether article.md has other words now (or would have, of a rehearsal)
    changes   the sentences that differ
    left      what could not be brought home, in sentences
    kept      files that hold it
    findings  what the check says of the words as they stand now
    """

    changed: bool
    changes: tuple[Change, ...] = ()
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    out: bool = False  # whether readers have the day


@dataclass(frozen=True, slots=True)
class Theirs:
    """The words that newsgen sent with a person's changes in them, and what of these has no place there."""

    words: Manuscript
    left: tuple[str, ...] = ()
    description: str | None = None


def pull(
    day: date,
    name: str,
    settings: Settings,
    clock: Clock,
    *,
    by: str = "",
    dry: bool = False,
    step: Step = str,
) -> Pulled:
    """Bring home what a person changed of a day at the destination `name`; the text before is kept.

    An approval of other words is void, as after any change.  What has no place in article.md is named and kept.
    Raises PublishError where the article does not stand there, SettingsError for an unknown destination.
    """
    folder, line = settings.out / day.isoformat(), _line(day, name, settings)
    step(f"Asking {name}")
    found = _found(name, line, settings, clock)
    if line.standing is not None and dict(found.texts) == dict(line.standing.texts):
        return Pulled(False, sha256=archive.standing(folder))
    opened = release_of(folder, settings)
    told = told_of(folder, opened, (line,))
    theirs = changed_there(archive.read_manuscript(told.text), line.standing or found, found)
    base, ours = archive.read_manuscript(told.text), archive.read_manuscript(opened.text)
    merged = merge(base, theirs.words, ours, old=told.article, fresh=opened.article)
    text = archive.with_manuscript(opened.text, merged.manuscript)
    if theirs.description is not None:
        text = archive.with_field(text, "description", theirs.description)
    left = (*theirs.left, *(f"“{one.edited}” clashes with what stands here: “{one.new}”" for one in merged.clashes))
    changes = tuple(one for one in differences(ours, merged.manuscript) if one.kind != "same")
    changed = text != opened.text
    if dry:
        return Pulled(changed, changes, left, (), (), archive.sha256(text))
    kept = _keep(folder, name, found) if left else ()
    if changed:
        line_of = archive.log_line(
            "pulled", when=clock(), by=by or "newsgen", destination=name, touched=found.touched, left=list(left)
        )
        archive.save_text(folder, archive.sha256(opened.text), text, line_of)
    if not left:
        _known_from_now_on(line, found, settings, clock)
    after = release_of(folder, settings)
    out = after.state.status in OUT
    return Pulled(changed, changes, left, kept, after.findings, archive.sha256(after.text), out)


def changed_there(sent: Manuscript, before: Standing, now: Standing) -> Theirs:
    """The words that newsgen sent with what a person changed between two looks at the place."""
    work = _Work(sent)
    work.through(pieces_of(before.texts.get("body", "")), pieces_of(now.texts.get("body", "")))
    headline, dek, description = sent.headline, sent.dek, None
    if _plain(now, "title") != _plain(before, "title"):
        headline = _plain(now, "title") or headline
    was, excerpt = _plain(before, "excerpt"), _plain(now, "excerpt")
    if excerpt != was:
        if letters(was) == letters(sent.dek):
            dek = excerpt
        else:
            description = excerpt
    words = Manuscript(headline, dek, tuple(filter(None, work.points)), "\n\n".join(filter(None, work.body)))
    return Theirs(_joined(words), tuple(dict.fromkeys(work.left)), description)


@dataclass
class _Work:
    """The paragraphs and key points of the words that were sent, changed piece by piece."""

    sent: Manuscript
    body: list[str] = field(init=False)
    points: list[str] = field(init=False)
    left: list[str] = field(default_factory=list)
    anchor: int = -1  # the last paragraph that was met: what is new comes after it

    def __post_init__(self) -> None:
        self.body = [block.text for block in blocks(self.sent.body_md) if block.text]
        self.points = list(self.sent.key_points)

    def through(self, before: Sequence[Piece], now: Sequence[Piece]) -> None:
        """Take over what differs."""
        homes = self._homes(before)
        matcher = SequenceMatcher(
            None, [(one.kind, one.words) for one in before], [(one.kind, one.words) for one in now], autojunk=False
        )
        for kind, start, end, first, last in matcher.get_opcodes():
            if kind != "equal":
                self._replaced(before[start:end], homes[start:end], list(now[first:last]))
            for home in homes[start:end]:
                self.anchor = home[1] if home and home[0] == "body" else self.anchor

    def _homes(self, before: Sequence[Piece]) -> list[tuple[str, int] | None]:
        """Where each piece of the text as it was sent stands in article.md; None for what newsgen put around it."""
        free = {("points", at): letters(point) for at, point in enumerate(self.points)}
        free |= {("body", at): letters(text) for at, text in enumerate(self.body)}
        found: list[tuple[str, int] | None] = []
        for piece in before:
            home = next((place for place, text in free.items() if text == piece.letters), None)
            if piece.kind == THING:
                home = None
            if home:
                del free[home]
            found.append(home)
        return found

    def _replaced(self, old: Sequence[Piece], homes: Sequence[tuple[str, int] | None], new: list[Piece]) -> None:
        for piece, home in zip(old, homes, strict=True):
            if home is None:
                self._own(piece, new)
        things = [piece for piece in new if piece.kind == THING]
        self.left += [f"{_called(piece)} was put in there" for piece in things]
        words = [piece for piece in new if piece.kind != THING]
        places = [home for home in homes if home]
        points = [at for part, at in places if part == "points"]
        if points:
            self._points(points, words)
            return
        spots = [at for part, at in places if part == "body"]
        for number, at in enumerate(spots):
            mine = words[number : number + 1] if number < len(spots) - 1 else words[number:]
            self.body[at] = _together(mine)
        if words and not spots:
            self._put_in(words)

    def _own(self, piece: Piece, new: list[Piece]) -> None:
        """Something that newsgen put around the text: it is made anew each time, so a change of it is only named."""
        like = max(new, key=lambda one: _likeness(one, piece), default=None)
        if like is not None and _likeness(like, piece) >= _NEAR:
            new.remove(like)
            self.left.append(f"{_called(piece)} was changed there to “{like.words[:200]}”")
        else:
            self.left.append(f"{_called(piece)} was taken out there")

    def _points(self, places: Sequence[int], words: Sequence[Piece]) -> None:
        for number, at in enumerate(places):
            self.points[at] = words[number].words if number < len(words) else ""
        self.points += [piece.words for piece in words[len(places) :]]

    def _put_in(self, words: Sequence[Piece]) -> None:
        text = _together(words)
        if self.anchor < 0:
            self.body.insert(0, text)
            return
        self.body[self.anchor] = f"{self.body[self.anchor]}\n\n{text}"


def _together(pieces: Sequence[Piece]) -> str:
    """Pieces as Markdown: the items of one list follow each other, all else stands apart."""
    text = ""
    for number, piece in enumerate(pieces):
        apart = "\n" if number and piece.kind == ITEM == pieces[number - 1].kind else "\n\n"
        text += f"{apart if number else ''}{piece.markdown}"
    return text


def _joined(words: Manuscript) -> Manuscript:
    """List items that were cut apart stand together again."""
    return replace(words, body_md=re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", words.body_md))


def _called(piece: Piece) -> str:
    if piece.kind == THING:
        name = piece.words.partition(" ")[0]
        known = {"figure": "A picture or embedded post", "img": "A picture", "table": "A table", "block": "A block"}
        return f"{known.get(name, f'A piece ({name})')} (“{piece.words.partition(' ')[2][:80]}”)"
    kind = "heading" if piece.kind == HEADING else "note"
    return f"The {kind} “{piece.words[:80]}”"


def _likeness(one: Piece, other: Piece) -> float:
    if (one.kind == THING) is not (other.kind == THING):
        return 0.0
    return SequenceMatcher(None, one.words.split(), other.words.split(), autojunk=False).ratio()


def _plain(standing: Standing, name: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", standing.texts.get(name, ""))).split())


# ---- there and back --------------------------------------------------------------------------------------------------


def _line(day: date, name: str, settings: Settings) -> Delivery:
    if name not in settings.destinations:
        raise SettingsError(f"No destination is called {name!r}; there are: {', '.join(settings.destinations)}.")
    found = [one for one in remains(day, settings) if (one.destination, one.series) == (name, settings.series)]
    if not found or found[0].standing is None:
        raise PublishError(f"{name}: nothing of {day} went there; see newsgen publish {day} --to {name}.")
    return found[0]


def _found(name: str, line: Delivery, settings: Settings, clock: Clock) -> Standing:
    """The article as it stands there now."""
    place = Careful(open_destination(name, settings.destinations[name], dry=True, now=clock()))
    try:
        place.ready()
        known = line.standing.id if line.standing else ""
        there = [one for one in place.find(line.key, line.slug, known) if one.key == line.key or one.id == known]
    finally:
        place.close()
    standing = sorted((one for one in there if one.stage is not None), key=lambda one: one.id != known)
    if not standing:
        raise PublishError(f"{name}: the article of {line.day} does not stand there any more; nothing can be pulled.")
    return standing[0]


def _keep(folder: Path, name: str, found: Standing) -> tuple[str, ...]:
    """The text as it was found, beside the article."""
    mark = re.sub(r"[^0-9A-Za-z]+", "", found.touched) or "now"
    file = f"{FOLDER}/{name}-{mark}.html"
    parts = [f"<!-- {part} -->\n{text}\n" for part, text in found.texts.items()]
    archive.keep_beside(folder, file, "\n".join(parts).encode())
    return (file,)


def _known_from_now_on(line: Delivery, found: Standing, settings: Settings, clock: Clock) -> None:
    """The journal knows the person's words: they are at home now and may be replaced there."""
    owner = f"pull {line.day}"
    with open_history(history_place(settings)) as history:
        mine = history.take(line.destination, line.key, owner, clock() + _LEASE, clock(), line)
        history.note(replace(mine, standing=found))
