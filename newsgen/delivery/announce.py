"""What the newsroom is told when readers get other words, or none any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from newsgen import archive, notify
from newsgen.model import Bulletin, Outcome
from newsgen.settings import Settings


def announce(
    kind: str, day: date, settings: Settings, outcomes: Sequence[Outcome], sentence: str, now: datetime
) -> tuple[str, ...]:
    """Tell every channel of a correction, a withdrawal or a hold; gives a sentence for each channel that failed.

    `kind` as `Bulletin` has it; places that did not take it are named.
    """
    if not settings.notify:
        return ()
    lost = [outcome.sentence for outcome in outcomes if not outcome.well]
    seen = [outcome.standing.url for outcome in outcomes if outcome.standing and outcome.standing.url]
    words = archive.read_manuscript((settings.out / day.isoformat() / "article.md").read_bytes())
    said = " ".join((sentence, *(f"Not done: {one}" for one in lost)))
    link = next(iter(seen), settings.desk_url)
    bulletin = Bulletin(kind, settings.series, day, words.headline, sentence=said, link=link, when=now)
    return notify.tell(bulletin, settings, now=now)
