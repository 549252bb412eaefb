"""An article as a post of Ghost's: what is sent, how it differs from what came back, and how a post is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from newsgen.destinations.ghost_cards import credited, html_of, images, letters, notice_of, tables
from newsgen.errors import PublishError
from newsgen.model import Correction, Picture, Release, Stage, Standing

TITLE, SLUG, EXCERPT, META, DESCRIPTION, ALT = 255, 185, 300, 300, 500, 191  # characters that Ghost takes
INJECTED = 65_000  # characters of code injection
_MARK = re.compile(r"newsgen:key=(\S+) sent=(\S*) (withdrawn )?")
_STAGES = {"draft": Stage.DRAFT, "scheduled": Stage.SCHEDULED, "published": Stage.LIVE, "sent": Stage.LIVE}
_MARKED = re.compile(r"<!-- newsgen:key=\S+ sent=\S* (?:withdrawn )?-->")
# What newsgen writes besides title, text and excerpt; people may change it.
REST = (
    "feature_image", "feature_image_alt", "feature_image_caption", "meta_title", "meta_description", "og_title",
    "og_description", "og_image", "twitter_title", "twitter_description", "twitter_image", "canonical_url",
    "codeinjection_head", "visibility", "featured",
)  # fmt: skip
EMPTY = (
    "custom_excerpt", "feature_image", "feature_image_alt", "feature_image_caption", "meta_description", "meta_title",
    "og_title", "og_description", "og_image", "twitter_title", "twitter_description", "twitter_image",
)  # fmt: skip


def post_of(name: str, release: Release, sent: str, addresses: Mapping[str, str], linked: bool) -> dict[str, Any]:
    """What is sent of a release's words; status, tags and authors are added by who looked them up.

    Raises PublishError for a headline that Ghost does not take: cut, it would say something else.
    """
    if len(release.headline) > TITLE:
        raise PublishError(
            f"{name}: the headline has {len(release.headline)} characters, and Ghost takes {TITLE}; shorten it."
        )
    pictures = {picture.name: picture for picture in (*release.pictures, *release.cards)}
    excerpt = fitting(release.dek, EXCERPT)
    lead = "" if excerpt == release.dek else release.dek
    card = release.card
    image = addresses.get(card.sha256) if card else None
    return {
        **dict.fromkeys(EMPTY),
        "title": release.headline,
        "slug": release.slug[:SLUG].rstrip("-"),
        "html": html_of(release.blocks, pictures, addresses, lead),
        "custom_excerpt": excerpt or None,
        **(_feature(card, image, release) if card and image else {}),
        **_shared(release, image),
        "canonical_url": release.canonical or None,
        "codeinjection_head": linked_data(release, addresses) if linked else None,
        "codeinjection_foot": mark(release.key, sent),
    }


def notice_post(release: Release, notice: Correction) -> dict[str, Any]:
    """What is left of an article that was taken back: its headline, said to be withdrawn, and why."""
    title = f"{notice.kind}: {release.headline}"
    when = f"{notice.when.astimezone(UTC):%H:%M} UTC, {notice.when.astimezone(UTC):%d %B %Y}".replace(", 0", ", ")
    return {
        **dict.fromkeys(EMPTY),
        "title": title if len(title) <= TITLE else release.headline,
        "html": notice_of(notice, when),
        "codeinjection_head": None,
    }


def differences(sent: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """What came back otherwise than it was sent, in words; a free slug is none."""
    for field in ("title", "custom_excerpt", *REST, "codeinjection_foot", "status"):
        if field in sent and (sent[field] or None) != (got.get(field) or None):
            yield field.replace("_", " ")
    one, other = str(sent.get("html") or ""), str(got.get("html") or "")
    if letters(one) != letters(other):
        yield "the words of the text"
    if images(one) != images(other):
        yield "the pictures of the text"
    if tables(one) != tables(other):
        yield "the tables of the text"
    for what in ("tags", "authors"):
        wished, given = sent.get(what), got.get(what) or ()
        if wished is not None and not (
            len(wished) == len(given) and all(one.items() <= two.items() for one, two in zip(wished, given))
        ):
            yield what


def standing_of(post: Mapping[str, Any]) -> Standing:
    """A post as it stands."""
    found = _MARK.search(str(post.get("codeinjection_foot") or ""))
    return Standing(
        id=str(post["id"]),
        key=found[1] if found else "",
        slug=str(post.get("slug") or ""),
        url=str(post.get("url") or ""),
        stage=Stage.WITHDRAWN if found and found[3] else _STAGES.get(str(post.get("status")), Stage.DRAFT),
        sent=found[2] if found else "",
        touched=str(post.get("updated_at") or ""),
        texts={
            "title": str(post.get("title") or ""),
            "body": str(post.get("html") or ""),
            "excerpt": str(post.get("custom_excerpt") or ""),
            "rest": _rest(post),
        },
        at=moment_of(post.get("published_at")),
    )


def _rest(post: Mapping[str, Any]) -> str:
    """A mark of all else that a person may have changed."""
    kept = [post.get(field) or None for field in REST]
    belongs = [[item.get("id") for item in post.get(what) or ()] for what in ("tags", "authors")]
    return sha256(json.dumps((kept, belongs), sort_keys=True).encode()).hexdigest()[:16]


def mark(key: str, sent: str, *, withdrawn: bool = False) -> str:
    """What tells newsgen's posts from others; the blank at the end keeps keys apart that begin alike."""
    return f"<!-- newsgen:key={key} sent={sent} {'withdrawn ' if withdrawn else ''}-->"


def marked(foot: object, new: str) -> str:
    """The code injection of a post with a new mark; what a person put there besides stays."""
    old = str(foot or "")
    return _MARKED.sub(new, old) if _MARKED.search(old) else "\n".join(filter(None, (old, new)))


def linked_data(release: Release, addresses: Mapping[str, str]) -> str | None:
    """The release's NewsArticle as a script element that no text of it can end; None where there is none."""
    if not release.json_ld:
        return None
    data = dict(release.json_ld)
    found = [_address(str(file), release.cards, addresses) for file in data.pop("image", None) or ()]
    shown = [address for address in found if address]
    text = json.dumps({**data, **({"image": shown} if shown else {})})
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    script = f'<script type="application/ld+json">{text}</script>'
    return script if len(script) <= INJECTED else None


def fitting(text: str, longest: int) -> str:
    """The whole sentences of a text that fit: cut inside one, a figure could become another."""
    if len(text) <= longest:
        return text
    ends = [match.start() for match in re.finditer(r"(?<=[.!?])\s", text[: longest + 1])]
    return text[: ends[-1]] if ends else ""


def moment_of(text: object) -> datetime | None:
    """A time as Ghost writes it."""
    return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None


def written(when: datetime) -> str:
    """A time as Ghost reads it."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _feature(card: Picture, address: str, release: Release) -> dict[str, Any]:
    """The card at the top; the words of a chart that stands in the text as well are read there."""
    drawn = any(chart.caption == card.caption for chart in release.charts)
    return {
        "feature_image": address,
        "feature_image_alt": fitting(card.alt, ALT) or fitting(release.headline, ALT) or None,
        "feature_image_caption": credited(replace(card, caption="") if drawn else card) or None,
    }


def _shared(release: Release, image: str | None) -> dict[str, Any]:
    """What search engines and other sites show of it."""
    title, dek = fitting(release.headline, META), fitting(release.dek, DESCRIPTION)
    return {
        "meta_title": fitting(release.seo_title, META) or None,
        "meta_description": fitting(release.description, DESCRIPTION) or None,
        **{f"{place}_title": title or None for place in ("og", "twitter")},
        **{f"{place}_description": dek or None for place in ("og", "twitter")},
        **{f"{place}_image": image for place in ("og", "twitter")},
    }


def _address(file: str, cards: Sequence[Picture], addresses: Mapping[str, str]) -> str | None:
    """Where a card stands at the site: "charts/card-16x9.png" is the picture whose name ends with "card-16x9"."""
    stem = re.sub(r"^.*/|\.\w+$", "", file)
    return next((addresses.get(card.sha256) for card in cards if card.name.endswith(stem)), None)
