"""Article: the page exactly as readers will see it, as a search result and a shared link, and what was found in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsgen import gate
from newsgen.check import spots
from newsgen.desk.press import RATIOS, Proof
from newsgen.desk.safety import PAGE_CSP
from newsgen.desk.site import Tab, desk_of
from newsgen.desk.views.today import Row, rows
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.model import Headline, Spot
from newsgen.page.proof import key
from newsgen.wishes import headline_wish
from newsgen.write.channels import CHANNELS

TAB = Tab("article", "Article", "p")
LOOKS = {"desktop": "Desktop", "phone": "Phone", "search": "Search result", "social": "Social card"}
NAMES = {
    "x": "X", "bluesky": "Bluesky", "mastodon": "Mastodon", "threads": "Threads", "linkedin": "LinkedIn",
    "telegram": "Telegram", "telegram_caption": "Telegram, under a picture",
}  # fmt: skip
KEYS = 5  # headlines that a key chooses
_SIGNS = re.compile(r"[*_`]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands on the page: the `nth` time, from 0, that `text` is read in a field."""

    field: str
    text: str
    nth: int
    right: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding beside the page."""

    row: Row = field(metadata={"help": "As on the preflight card"})
    place: Place | None = field(metadata={"help": "Where it stands, if it stands in one place"})
    fact: str = field(default="", metadata={"help": "Else the first printed fact that it names, as the page calls it"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A headline on the bench."""

    headline: Headline
    title: str = field(metadata={"help": "Of the angle, or of the part, that it is written for"})
    wish: str = field(metadata={"help": "What is wished for to get it"})
    key: str = field(metadata={"help": "The key that chooses it"})
    chosen: bool


@dataclass(frozen=True, slots=True)
class Post:
    """The text for a channel, with its length as the channel counts it."""

    name: str
    text: str
    length: int
    most: int


async def show(request: Request) -> Response:
    """The page in its frame, its proofs, its findings and the headlines to choose from."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    proof = await desk.run(lambda: desk.press.proof(sheet, drawn=False))
    look = request.query_params.get("as", "")
    return desk.page(
        request,
        "article",
        sheet=_said(sheet, proof),
        look=look if look in LOOKS else "desktop",
        looks=LOOKS,
        found=await desk.run(lambda: tuple(found(sheet))),
        bench=await desk.run(lambda: tuple(bench(desk.bench, sheet))),
        own_headline=sheet.manuscript.headline != sheet.generated.article.headline,
        pack=proof.pack,
        posts=tuple(posts(proof.pack)),
        card=proof.card_version,
    )


async def page(request: Request) -> Response:
    """The page alone, for the frame: no script runs in it, whatever its text says."""
    desk = desk_of(request)
    proof = await desk.run(desk.press.proof, await desk.sheet(request))
    return HTMLResponse(proof.html, headers={"content-security-policy": PAGE_CSP})


async def card(request: Request) -> Response:
    """A share card."""
    desk, ratio = desk_of(request), request.path_params["ratio"]
    if ratio not in RATIOS:
        raise HTTPException(404)
    proof = await desk.run(desk.press.proof, await desk.sheet(request))
    return Response(await desk.run(desk.press.card, proof, ratio), media_type="image/png")


def found(sheet: Sheet) -> Iterator[Found]:
    """What stands against the day, each with its place where it has one."""
    places: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots(sheet.manuscript, sheet.edition.facts):
        places[gate.key(spot.finding)].append(spot)
    for row in rows(sheet):
        own = places[row.key]
        yield Found(row, _place(own.pop(0), sheet) if own else _field(row, sheet), _fact(row, sheet))


def bench(desk: Workbench, sheet: Sheet) -> Iterator[Choice]:
    """The headlines to choose from, in one order whichever is chosen: the best one first."""
    wishes, article = sheet.state.wishes, sheet.generated.article
    if wishes.headline and not sheet.error:
        article = desk.tried(sheet.day, replace(sheet.state, wishes=replace(wishes, headline=""))).article
    for place, headline in enumerate(article.bench):
        key = str(place + 1) if place < KEYS else ""
        wish = headline_wish(article.bench, place)
        angle = sheet.house.angles.get(headline.angle)
        title = angle.title if angle else headline.angle.replace("_", " ").capitalize()
        yield Choice(headline, title, wish, key, chosen=headline.text == sheet.manuscript.headline)


def posts(pack: Mapping[str, Any]) -> Iterator[Post]:
    """What each channel would carry, and how much of its room that takes."""
    for name, channel in CHANNELS.items():
        text = pack["social"].get(name, "")
        yield Post(NAMES.get(name, name), text, channel.count(text) + channel.link if text else 0, channel.most)


def _place(spot: Spot, sheet: Sheet) -> Place:
    words = sheet.manuscript
    name, _, number = spot.field.partition(".")
    text = words.key_points[int(number)] if number else str(getattr(words, name))
    said = _read(text[spot.start : spot.end])
    return Place(spot.field, said, _read(text[: spot.start]).count(said) if said else 0, spot.right)


def _field(row: Row, sheet: Sheet) -> Place | None:
    """The whole field, or the picture, that a finding names."""
    name = row.finding.where
    if re.fullmatch(r"headline|dek|key_points\.[0-9]+", name):
        return Place(name, "", 0, "")
    picture, charts = re.match(r"charts\.([0-9]+)", name), sheet.edition.article.charts
    if picture is None or int(picture[1]) >= len(charts):
        return None
    return Place(f"chart-{charts[int(picture[1])].file}", "", 0, "")


def _fact(row: Row, sheet: Sheet) -> str:
    known, printed = sheet.edition.facts.known, {one.fact for one in sheet.edition.article.figures}
    return next((key(known[name]) for name in row.finding.facts if name in printed and name in known), "")


def _read(markdown: str) -> str:
    """Markdown as it is read: without the signs of emphasis, each space a plain one."""
    return re.sub(r"\s", " ", _SIGNS.sub("", markdown))


def _said(sheet: Sheet, proof: Proof) -> Sheet:
    """The sheet with what is wrong with the page, where nothing else is."""
    return replace(sheet, error=proof.error) if proof.error and not sheet.error else sheet


ROUTES = (
    Route("/days/{day:day}/article", show),
    Route("/days/{day:day}/page", page),
    Route("/days/{day:day}/card-{ratio}.png", card),
)
