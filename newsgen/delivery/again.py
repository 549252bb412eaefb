"""A filed day told again from facts that moved: the same story where it still holds, the editor's words carried on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from newsgen import archive, newsroom
from newsgen.errors import ArchiveError, StaleError
from newsgen.history import open_history
from newsgen.house import House
from newsgen.live import history_place, keeps_history, memory_before
from newsgen.live.day import remember
from newsgen.model import Article, Facts, Remembered, State, Wishes
from newsgen.newsroom import Edition
from newsgen.settings import Settings

MEMORY, RAW = "raw/memory.json", "raw/answers.json"


@dataclass(frozen=True, slots=True)
class Retold:
    """A day as it would be filed now.

    generated  as newsgen writes it; `edition` has the editor's words in it
    text       its article.md
    wishes     that it was told with: the desk's, and where it needs them those that keep the story
    notes      what became of the editor's words, in sentences
    """

    generated: Edition
    edition: Edition
    text: bytes
    wishes: Wishes
    notes: tuple[str, ...] = ()


def told_again(folder: Path, facts: Facts, before: Article, house: House, settings: Settings, state: State) -> Retold:
    """The day told from `facts`; where another story would lead than `before`, that one leads again if it holds."""
    memory, verdicts = memory_of(folder, house, settings), newsroom.verdicts_of(facts, house)

    def told(wishes: Wishes) -> Edition:
        return newsroom.proofread(newsroom.compose(facts, verdicts, house, memory, wishes))

    wishes, generated = state.wishes, told(state.wishes)
    if generated.plan.lead.angle != before.lead_angle and not wishes.lead:
        kept = replace(wishes, lead=before.lead_angle, skeleton=wishes.skeleton or before.skeleton)
        other = told(kept)
        if other.plan.lead.angle == before.lead_angle:
            wishes, generated = kept, other
    edition, over, notes = newsroom.with_editors_words(generated, folder, house, settings)
    text = newsroom.text_of(edition, settings)
    return Retold(generated, edition, over.text(text) if over else text, wishes, notes)


def file_again(
    folder: Path, retold: Retold, house: House, settings: Settings, now: datetime, *, remembered: bool = True
) -> None:
    """File it in the place of what stands there, and remember it.

    Raises StaleError where it comes out otherwise by now.
    """
    newsroom.file(retold.generated, house, settings, now=now, more=raw_of(folder))
    if archive.standing(folder) != archive.sha256(retold.text):
        raise StaleError(f"{folder.name}: somebody changed the text meanwhile; look at it again and repeat.")
    if remembered and keeps_history(settings) and not retold.edition.facts.sample:
        with open_history(history_place(settings)) as history:
            remember(history, retold.edition, house, settings, now)


def memory_of(folder: Path, house: House, settings: Settings) -> tuple[Remembered, ...]:
    """What was told on the days before, the latest first: what a live day kept of it, else what the history knows."""
    try:
        return msgspec.json.decode((folder / MEMORY).read_bytes(), type=tuple[Remembered, ...])
    except FileNotFoundError:
        if (folder / RAW).is_file() or not keeps_history(settings):
            return ()
        return memory_before(date.fromisoformat(folder.name), house, settings)
    except msgspec.DecodeError as error:
        raise ArchiveError(f"{folder / MEMORY} cannot be read ({error}); gather the day again.") from error


def raw_of(folder: Path) -> dict[str, bytes]:
    """What lies beside the article and is none of the newsroom's: the raw files and the headlines elsewhere."""
    found = [path for path in (folder / "raw").rglob("*") if path.is_file()]
    found += [path for path in (folder / "leads.json",) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
