"""What every exchange format says of an article, and the codes of the press's own vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from newsgen.destinations.feeds_html import html_of, sanitised
from newsgen.destinations.folder_page import notice_block, spoken_day
from newsgen.destinations.folder_text import line
from newsgen.model import Correction, Picture, Release, Stage

PROFILE = "newsgen-recap"
# Text and charts alike are data put into form by rules that people wrote.
SOURCE_TYPE, SOURCE_NAME = "dataDrivenMedia", "Data-driven media"
GENRE = "Summary"
TOPICS = (  # of the IPTC's media topics
    ("20001279", "cryptocurrency"),
    ("20000385", "market and exchange"),
    ("04000000", "economy, business and finance"),
)
CODES = "http://cv.iptc.org/newscodes"
STATUS: Mapping[Stage, str] = {
    Stage.DRAFT: "withheld", Stage.SCHEDULED: "usable", Stage.LIVE: "usable", Stage.WITHDRAWN: "canceled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture and where it lies."""

    picture: Picture
    address: str


@dataclass(frozen=True, slots=True)
class Described:
    """An article with all that goes into a file; `title` and `html` are the notice's for one that was withdrawn."""

    uri: str
    release: Release
    stage: Stage
    version: int
    first: datetime
    created: datetime
    at: datetime | None  # nobody may show it before
    title: str
    html: str
    pictures: tuple[Rendition, ...]
    provider: str
    usage: str
    located: str
    urgency: int

    @property
    def status(self) -> str:
        """As the IPTC calls it."""
        return STATUS[self.stage]

    @property
    def by(self) -> str:
        """Who answers for it."""
        return line(", ".join(self.release.authors)) or line(self.provider)

    @property
    def summary(self) -> str:
        """The dek; nothing for one that was withdrawn."""
        return "" if self.stage is Stage.WITHDRAWN else line(self.release.dek)

    @property
    def note(self) -> str:
        """What an editor must know: that it is made up, what was corrected, how it was made."""
        notes = [f"{one.kind}: {one.text}" for one in self.release.corrections]
        return line(" ".join([self.release.watermark, *notes, self.release.disclosure]))

    @property
    def slugline(self) -> str:
        """The series and the day, as desks look for it."""
        return f"{self.release.series}-{self.release.day}".upper()

    @property
    def copyright(self) -> str:
        """As © 2026 The Daily Coin."""
        return f"© {self.release.day.year} {line(self.provider)}"


def stamp(when: datetime) -> str:
    """As 2024-03-06T00:30:00Z: whole seconds of UTC, which every reader of these formats takes."""
    return when.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def body(release: Release, addresses: Mapping[str, str]) -> str:
    """The text as HTML."""
    return html_of(release, addresses, release.canonical)


def notice_of(release: Release, notice: Correction) -> tuple[str, str]:
    """Title and text of an article that was withdrawn."""
    return f"{notice.kind}: recap of {spoken_day(release)}", sanitised(f"<p>{notice_block(notice).html}</p>")


def headline(title: str) -> str:
    """A headline on one line."""
    return line(title)
