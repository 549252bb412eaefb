"""A post of WordPress: what is sent, what came back, and how it stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from html import unescape
from types import MappingProxyType
from typing import Any

from newsgen.destinations.wordpress_blocks import MARKER, TAKEN_BACK, Medium, plain
from newsgen.model import Release, Stage, Standing

STATUSES = "publish,future,draft,pending,private"  # "any" would leave out nothing but the trash, and say less
TRASHED = "__trashed"  # what the trash puts behind a slug
_STAGES = {"publish": Stage.LIVE, "future": Stage.SCHEDULED, "trash": None}
# Fields of newsgen's own must-use plugin, and of the plugins for search engines: title, description, canonical.
OWN = ("newsgen_key", "newsgen_sent", "newsgen_jsonld", "newsgen_seo_title", "newsgen_description", "newsgen_notes",
    "newsgen_withdrawn")  # fmt: skip
SEO: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "yoast": {
            "_yoast_wpseo_title": "title", "_yoast_wpseo_metadesc": "description",
            "_yoast_wpseo_canonical": "canonical", "_yoast_wpseo_opengraph-title": "title",
            "_yoast_wpseo_opengraph-description": "description",
            "_yoast_wpseo_twitter-title": "title", "_yoast_wpseo_twitter-description": "description",
        },
        "rank_math": {
            "rank_math_title": "title", "rank_math_description": "description",
            "rank_math_canonical_url": "canonical", "rank_math_facebook_title": "title",
            "rank_math_facebook_description": "description", "rank_math_twitter_title": "title",
            "rank_math_twitter_description": "description",
        },
    }
)  # fmt: skip


def meta(
    release: Release, sent: str, media: Mapping[str, Medium], registered: Iterable[str], json_ld: bool
) -> dict[str, str]:
    """Every field that the site takes: what is not registered there it would ignore without a word."""
    about = {
        "title": release.seo_title or release.headline, "description": release.description or release.dek,
        "canonical": release.canonical,
    }  # fmt: skip
    wished = {
        "newsgen_key": release.key,
        "newsgen_sent": sent,
        "newsgen_jsonld": _json_ld(release, media) if json_ld else "",
        "newsgen_seo_title": about["title"],
        "newsgen_description": about["description"],
        "newsgen_notes": _notes(release),
        "newsgen_withdrawn": "",
        **{field: about[what] for fields in SEO.values() for field, what in fields.items()},
    }
    return {name: wished[name] for name in registered if name in wished}


def _json_ld(release: Release, media: Mapping[str, Medium]) -> str:
    """The NewsArticle with the addresses that its pictures have there."""
    images = [media[card.name].url for card in release.cards or release.pictures[:1] if card.name in media]
    told = {**release.json_ld, **({"image": images} if images else {})}
    return json.dumps(told, ensure_ascii=False) if release.json_ld else ""


def _notes(release: Release) -> str:
    corrections = [
        {"when": note.when.isoformat(), "kind": note.kind, "text": note.text} for note in release.corrections
    ]
    notes = {
        "disclosure": release.disclosure, "method": release.method_note, "interests": release.interests,
        "disclaimer": release.disclaimer, "watermark": release.watermark, "corrections": corrections,
        "sources": [{"name": name, "url": url} for name, url in release.sources], "as_of": release.as_of.isoformat(),
        "window": {name: moment.isoformat() for name, moment in asdict(release.window).items()},
    }  # fmt: skip
    return json.dumps({name: note for name, note in notes.items() if note}, ensure_ascii=False)


def differences(sent: Mapping[str, Any], post: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that came back as something else than was sent, as a reader would see it."""
    return tuple(name for name, wished in sent.items() if not _as_sent(name, wished, post))


def _as_sent(name: str, wished: Any, post: Mapping[str, Any]) -> bool:
    there = post.get(name)
    match name:
        case "title" | "content" | "excerpt":
            return isinstance(there, Mapping) and _bare(str(there.get("raw", ""))) == _bare(str(wished))
        case "categories" | "tags":  # a plugin may add some; none may be missing
            return set(wished) <= set(there or ())
        case "meta":
            return isinstance(there, Mapping) and all(there.get(field) == value for field, value in wished.items())
        case "slug" | "newsgen_unmodified":  # a free slug instead of a taken one is no difference
            return True
    same: bool = there == wished
    return same


def _bare(html: str) -> str:
    """Where people may not write any HTML, the site writes "&" as "&amp;" and closes tags in its own way."""
    return unescape(re.sub(r"\s*/>", "/>", html)).strip()


def standing(post: Mapping[str, Any]) -> Standing:
    """A post as the interface gives it with context=edit."""
    raw = {name: str((post.get(name) or {}).get("raw", "")) for name in ("title", "content", "excerpt")}
    found, fields = MARKER.findall(raw["content"]), post.get("meta") or {}
    key, sent = found[-1] if found else ("", "")  # newsgen's own is the last
    if not found and isinstance(fields, Mapping):
        key, sent = str(fields.get("newsgen_key", "")), str(fields.get("newsgen_sent", ""))
    stage = _STAGES.get(str(post["status"]), Stage.DRAFT)
    if stage is not None and TAKEN_BACK.search(raw["content"]):
        stage = Stage.WITHDRAWN
    texts = {"title": unescape(raw["title"]), "body": raw["content"], "excerpt": unescape(raw["excerpt"])}
    at = _moment(post.get("date_gmt")) if post["status"] in ("publish", "future") else None
    slug, touched = str(post.get("slug", "")).removesuffix(TRASHED), str(post.get("modified_gmt", ""))
    return Standing(str(post["id"]), key, slug, str(post.get("link", "")), stage, sent, touched, texts, at)


def moment(when: datetime) -> str:
    """A moment as WordPress takes it without any doubt: in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _moment(told: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(told)).replace(tzinfo=UTC)
    except ValueError:
        return None


def head(release: Release) -> dict[str, str]:
    """Title and excerpt."""
    return {"title": plain(release.headline), "excerpt": plain(release.dek)}
