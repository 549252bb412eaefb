"""What stands at a destination, held against what newsgen sent there: whose it is, and whether a person changed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape

from newsgen.delivery.blocks import words_of
from newsgen.errors import PublishError
from newsgen.model import Delivery, Form, Release, Stage, Standing, Wish

_SAME = timedelta(seconds=1)  # servers cut what is below a second
_SKEW = timedelta(seconds=5)  # by which a server's clock may be off
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a destination found.

    mine      this article, the one that counts first, then surplus copies
    trashed   copies of it that a person put into the trash
    others    what else stands at its address
    """

    mine: tuple[Standing, ...] = ()
    trashed: tuple[Standing, ...] = ()
    others: tuple[Standing, ...] = ()

    @property
    def rejected(self) -> bool:
        """Whether a person threw it away: every copy of it."""
        return bool(self.trashed) and not self.mine


def sorted_out(found: Sequence[Standing], line: Delivery, slug: str) -> Seen:
    """What a destination found, sorted; the recorded copy counts, else the oldest."""
    known = line.standing.id if line.standing else ""
    ours = [one for one in found if one.key == line.key or (one.id == known != "" and _unmarked(one, line))]
    trashed = tuple(one for one in ours if one.stage is None)
    if any(one.id == known for one in trashed):  # the one that counted was thrown away: no late copy takes its place
        return Seen((), trashed)
    standing = sorted((one for one in ours if one.stage is not None), key=lambda one: one.id != known)
    others = tuple(one for one in found if one not in ours and one.slug == slug and one.stage is not None)
    return Seen(tuple(standing), trashed, others)


def _unmarked(one: Standing, line: Delivery) -> bool:
    """Whether a person took its mark out.  At another site, or one restored, the number may be a stranger's."""
    known = line.standing
    if known is None or one.key:
        return False
    return one.slug in (known.slug, line.slug) or one.url == known.url != "" or _same(one, known)


def surplus(seen: Seen) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """Further copies: those that newsgen sent and nobody touched, and those that a person must look at."""
    first, *more = seen.mine
    ours = tuple(
        one for one in more if one.sent == first.sent != "" and one.texts == first.texts and _hidden(one, first)
    )
    return ours, tuple(one for one in more if one not in ours)


def _hidden(one: Standing, first: Standing) -> bool:
    """Whether readers lose nothing with this copy."""
    return one.stage is Stage.DRAFT or one.stage is first.stage


def as_wished(one: Standing, sent: str, wish: Wish) -> bool:
    """Whether it stands there with this content and as far as wished; what was scheduled may have gone live since."""
    if one.sent != sent:
        return False
    if wish.stage is Stage.SCHEDULED and one.stage is Stage.SCHEDULED:
        return one.at is None or wish.at is None or abs(one.at - wish.at) <= _SAME
    return one.stage is wish.stage or (wish.stage is Stage.SCHEDULED and one.stage is Stage.LIVE)


def by_a_person(
    one: Standing, line: Delivery, release: Release, sent: str, before: Release | None, settle: float
) -> bool:
    """Whether a person changed its words since newsgen sent them, or nobody can say that none did.

    `release` has the content `sent`; `before` is what the journal's line is about, where that is another one.
    Where the answer of what was sent is lost, its words must stand there, and nothing may have changed later than it
    could arrive.
    """
    known = line.standing
    if known is not None and _same(one, known):
        return False
    if line.state == "started" and one.sent == line.sha256 != "":
        base = release if sent == line.sha256 else before
        return not ((base is None or _says(one, base)) and _touched_by(one, line, settle))
    return known is not None or not (one.sent == sent and _says(one, release))


def as_known(one: Standing, line: Delivery) -> Standing:
    """What stands there with the words that newsgen knows of: a person's stay strange to it."""
    known = line.standing
    return replace(one, texts=known.texts if known else {}, touched=known.touched if known else "")


def _same(one: Standing, known: Standing) -> bool:
    if one.texts and known.texts:
        return dict(one.texts) == dict(known.texts)
    return one.touched == known.touched


def _touched_by(one: Standing, line: Delivery, settle: float) -> bool:
    """Whether it was changed last while what newsgen sent was on its way; a mark that is no time does not tell."""
    try:
        touched = datetime.fromisoformat(one.touched)
    except ValueError:
        return True
    touched = touched.replace(tzinfo=UTC) if touched.tzinfo is None else touched
    return line.started_at - _SKEW <= touched <= line.started_at + timedelta(seconds=settle) + _SKEW


def _says(one: Standing, release: Release) -> bool:
    """Whether the words of a release stand there, in their order."""
    if one.texts.get("title", release.headline).strip() not in (release.headline, ""):
        return False
    body, at = _letters(one.texts.get("body", "")), 0
    for block in release.blocks:
        if block.form in (Form.PARAGRAPH, Form.HEADING, Form.QUOTE) and not block.role:
            at = body.find(_letters(words_of(block)), at)
            if at < 0:
                return False
    return True


def _letters(html: str) -> str:
    return _LETTERS.sub("", unescape(re.sub(r"<!--.*?-->|<[^<>]*>", " ", html, flags=re.S))).lower()


def demand_allowed(one: Standing, line: Delivery, sent: str, wish: Wish, *, landed: bool, amend: bool) -> None:
    """Raises PublishError for a step that is not publishing: what readers see is changed by a correction alone.

    `amend` is a correction, a refiling or a hold; `landed` says that it stands as newsgen sent it last.
    """
    where, when = line.destination, f" since {one.touched}" if one.touched else ""
    if one.stage is Stage.WITHDRAWN:
        raise PublishError(f"{where}: the article was withdrawn there; it does not go out again.")
    public = line.standing is not None and line.standing.stage in (Stage.SCHEDULED, Stage.LIVE)
    if public and not landed and one.stage is Stage.DRAFT:
        raise PublishError(
            f"{where}: a person took the article back to a draft there{when}; let it go there, or use --force."
        )
    if amend and one.stage is Stage.LIVE and wish.stage in (Stage.DRAFT, Stage.SCHEDULED):
        raise PublishError(
            f"{where}: readers see the article already, and it does not become a draft again; newsgen withdraw takes "
            "it back, and newsgen publish --status live takes note that it is out."
        )
    if amend:
        return
    if one.stage is Stage.LIVE and line.stage is Stage.LIVE and wish.stage is Stage.LIVE and one.sent != sent:
        raise PublishError(
            f"{where}: readers see the article, and its words changed since; use newsgen correct or newsgen refile."
        )
    if one.stage is Stage.LIVE and wish.stage is not Stage.LIVE:
        raise PublishError(
            f"{where}: readers see the article already; it does not become a draft again, "
            "and its words change by newsgen correct or newsgen refile."
        )
    if one.stage is Stage.SCHEDULED and wish.stage is Stage.DRAFT:
        raise PublishError(f"{where}: the article is scheduled there; newsgen hold takes it back.")


def recorded(
    line: Delivery, one: Standing, release: Release, sent: str, now: datetime, state: str = "done"
) -> Delivery:
    """The journal's line once it is known what stands there."""
    return replace(
        line, state=state, stage=one.stage or line.stage, slug=one.slug or line.slug, version=release.version,
        sha256=sent, text=release.text, standing=one, finished_at=now,
    )  # fmt: skip
