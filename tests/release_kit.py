"""Articles ready to go out: one made by hand with every kind of block, and real days, told, filed and approved."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from newsgen import archive, gate, newsroom
from newsgen.model import Block, Correction, Form, Picture, Release, Status, Window
from newsgen.settings import Settings
from tests import real_days

DAY = date(2024, 3, 5)  # bitcoin's record and the fall after it: three charts, no HOLD
NOW = datetime(2024, 3, 6, 0, 30, tzinfo=UTC)
AS_OF = datetime(2024, 3, 6, tzinfo=UTC)
WATERMARK = "Reconstruction: made by newsgen's sample data, not measured."
DISCLOSURE = "This recap was written by newsgen from market data, and every figure was checked against its source."
METHOD = "Exchanges publish only part of the orders they close by force, so liquidation totals are a floor."
INTERESTS = "The newsroom holds no coins."
DISCLAIMER = "This recap reports what happened in the market; it is not advice and makes no forecast."
POINTS = (
    "Bitcoin reached $69,170 on Binance, a record",
    "Closed by force: $1.16 billion, three quarters of it longs",
    "Ether & XRP fell by 5% <at worst>",
)
BODY = """\
Bitcoin set a record of **$69,170** on Binance and then fell to *$59,005*.

## Coin by coin

- Bitcoin: $440 million
- Ether: $180 million

> "It was leverage," an analyst of Müller & Söhne said.

| Coin | Closed by force |
| --- | ---: |
| Bitcoin | $440 million |
| Ether | $180 million |

Funds took in $648 million.
"""


@lru_cache(maxsize=64)
def png(width: int, height: int, colour: tuple[int, int, int] = (40, 90, 160)) -> bytes:
    """A real PNG of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture(name: str, width: int = 1200, height: int = 675, **more: Any) -> Picture:
    """A picture whose colour follows from its name: another name is other bytes."""
    colour = tuple(sha256(name.encode()).digest()[:3])
    content = png(width, height, (colour[0], colour[1], colour[2]))
    said = {"alt": f"Picture {name} & what it shows", "caption": f"Caption of {name}", "credit": "Binance, 00:00 UTC"}
    return Picture(name, content, "image/png", width, height, **{**said, "sha256": sha256(content).hexdigest(), **more})


def blocks(chart: str) -> tuple[Block, ...]:
    """One block of each form and of most roles; `chart` names a picture."""
    table = (("Bitcoin", "$440 million"), ("Ether", "$180 million"))
    return (
        Block(Form.LIST, items=tuple(_escaped(point) for point in POINTS), role="key_points"),
        Block(Form.PARAGRAPH, html="Bitcoin set a record of <strong>$69,170</strong> and fell to <em>$59,005</em>."),
        Block(Form.PICTURE, picture=chart, role="chart"),
        Block(
            Form.TABLE, caption="Price of bitcoin", head=("Hour", "Price"), rows=(("12:00", "$67,100"),), role="chart"
        ),
        Block(Form.HEADING, html="Coin by coin", level=2),
        Block(Form.LIST, items=("Bitcoin: $440 million", "Ether: $180 million")),
        Block(Form.QUOTE, html="“It was leverage,” an analyst of Müller &amp; Söhne said."),
        Block(Form.TABLE, caption="Closed by force", head=("Coin", "Closed by force"), rows=table),
        Block(Form.HEADING, html="Further down", level=3),
        Block(Form.LIST, items=("first", "second"), ordered=True),
        Block(Form.PARAGRAPH, html='Funds took in $648 million, <a href="https://example.test/funds">one says</a>.'),
        Block(Form.PARAGRAPH, html=DISCLOSURE, role="disclosure"),
        Block(Form.PARAGRAPH, html=METHOD, role="method"),
        Block(Form.PARAGRAPH, html=INTERESTS, role="interests"),
        Block(Form.PARAGRAPH, html=DISCLAIMER, role="disclaimer"),
    )


def release(**changes: Any) -> Release:
    """A complete release that is no sample; `changes` are fields.

    A change of `headline`, `dek` or `body_md` goes into `text` as well; with `key` the names of its pictures change.
    `sample=True` and `corrections=` set their blocks at the top.
    """
    key = str(changes.get("key", "daily-2024-03-05-en"))
    card, chart = picture(f"{key}-card-16x9"), picture(f"{key}-bitcoin-price", 1200, 630)
    made = Release(
        key=key,
        day=DAY,
        series="daily",
        language="en",
        slug="bitcoin-record-price-2024-03-05",
        headline="Bitcoin falls $10,000 from its record & takes “longs” along",
        dek="Longs bore three quarters of the $1.16 billion that was closed by force on Tuesday.",
        key_points=POINTS,
        body_md=BODY,
        blocks=blocks(chart.name),
        text="",
        window=Window(AS_OF - timedelta(days=1), AS_OF),
        as_of=AS_OF,
        seo_title="Bitcoin falls from its record",
        description="Bitcoin set a record of $69,170 on Tuesday 5 March and fell by $10,000 within hours.",
        section="Markets",
        tags=("Bitcoin", "Liquidations", "Märkte & Krypto"),
        authors=("Ann Lee",),
        author_url="https://example.test/ann",
        newsroom="The Daily Coin",
        card=card,
        cards=(card, picture(f"{key}-card-4x3", 1200, 900), picture(f"{key}-card-1x1", 1200, 1200)),
        charts=(chart,),
        disclosure=DISCLOSURE,
        method_note=METHOD,
        interests=INTERESTS,
        disclaimer=DISCLAIMER,
        sources=(("Binance", "https://data.binance.vision/"), ("CoinGlass", "")),
        social={"x": "Bitcoin falls $10,000 from its record.", "telegram": "Bitcoin falls. #bitcoin"},
        newsletter={"subject": "Bitcoin falls", "preheader": "From a record", "blurb": "It fell by $10,000."},
        json_ld={
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Bitcoin falls $10,000 from its record",
            "image": ["charts/card-16x9.png", "charts/card-4x3.png", "charts/card-1x1.png"],
            "description": "Bitcoin set a record & fell <hard>.",
            "inLanguage": "en",
            "dateModified": "2024-03-06T00:00:00Z",
            "publisher": {"@type": "Organization", "name": "The Daily Coin"},
        },
    )
    return _noted(replace(made, **changes))


def _noted(made: Release) -> Release:
    """With a text's name, and the blocks of a sample and of corrections where they are asked for."""
    top: tuple[Block, ...] = ()
    if made.sample and not made.watermark:
        made = replace(made, watermark=WATERMARK)
    if made.watermark:
        top = (Block(Form.PARAGRAPH, html=_escaped(made.watermark), role="watermark"),)
    top += tuple(
        Block(Form.PARAGRAPH, html=f"<strong>{note.kind}:</strong> {_escaped(note.text)}", role="correction")
        for note in made.corrections
    )
    has = any(block.role in ("watermark", "correction") for block in made.blocks)
    text = made.text or sha256(f"{made.headline}\n{made.dek}\n{made.body_md}".encode()).hexdigest()
    return replace(made, text=text, blocks=made.blocks if has else (*top, *made.blocks))


def correction(text: str = "An earlier version gave the total as $1.61 billion.", hour: int = 9) -> Correction:
    """A dated note of a correction."""
    return Correction(datetime(2024, 3, 6, hour, 5, tzinfo=UTC), text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=8)
def _papers(day: str) -> dict[str, bytes]:
    return newsroom.papers(real_days.told(day), real_days.house(), Settings(byline="Ann Lee"))


def told_day(tmp: Path, day: date | str = DAY, *, approved: bool = False, **settings: Any) -> Settings:
    """Settings in whose output folder a real day of ../shared stands told and filed, `approved` by Ann if wished."""
    name = str(day)
    made = Settings(out=tmp / "out", **{"byline": "Ann Lee", "stop_file": tmp / "STOP", **settings})
    folder = made.out / name.rpartition(":")[2]
    archive.write_day(folder, _papers(name), archive.log_line("told", when=NOW, by="newsgen"))
    if approved:
        approve(folder)
    return made


def approve(folder: Path, by: str = "Ann Lee", when: datetime = NOW) -> None:
    """Approve the words that stand in a day's folder, through the gate."""
    sha = archive.standing(folder)
    archive.change_state(
        folder,
        None,
        lambda state: gate.move(state, Status.APPROVED, by=by, when=when, sha256=sha),
        archive.log_line("approved", when=when, by=by, text=sha),
    )
