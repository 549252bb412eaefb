"""What a template of a generic destination can print of an article: JSON alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from newsgen.destinations.generic_reading import marker
from newsgen.house.outside import render_json
from newsgen.model import Block, Correction, Form, Picture, Release, Stage, Window

FOLDER = "destinations"  # in templates
SOCIAL = ("x", "bluesky", "mastodon", "threads", "linkedin", "telegram", "telegram_caption")
_NEVER = datetime(2000, 1, 2, tzinfo=UTC)
PROBE = Release(
    "newsgen-probe", date(2000, 1, 1), "probe", "en", "newsgen-probe", "headline", "dek", ("point",), "text",
    (Block(Form.PARAGRAPH, html="text"),), "0", Window(_NEVER - timedelta(days=1), _NEVER), _NEVER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class There:
    """A picture as it stands in the CMS."""

    id: Any
    url: str

    def noted(self) -> str:
        """For the journal."""
        return json.dumps({"id": self.id, "url": self.url})


def there(noted: str) -> There:
    """A picture from the journal."""
    found = json.loads(noted)
    return There(found["id"], found["url"])


def fields_of(
    release: Release, *, stage: Stage, status: str, at: datetime | None, sent: str, media: Mapping[str, str],
    notice: Correction | None = None, page: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Every name that a template can print (see `generic_names`), with its value; `media` is of `Destination.pictures`.

    `page` is the article's address for readers, as far as it is known before.

    With a notice, headline and text are what is left of an article that was taken back.
    """
    signed = marker(release.key, sent, withdrawn=notice is not None)
    pictures = (
        [] if notice else [_picture(one, there(media[one.sha256])) for one in release.pictures if one.sha256 in media]
    )
    card = release.card.sha256 if release.card and not notice else ""
    return {
        "key": release.key, "slug": release.slug, "series": release.series, "language": release.language,
        "day": release.day.isoformat(), "as_of": release.as_of.isoformat(), "version": release.version,
        "stage": stage.value, "status": status, "at": at.astimezone(UTC).isoformat() if at else None,
        "marker": signed, "marker_html": f"<!-- {signed}-->", "sample": release.sample,
        "headline": f"{notice.kind}: {release.headline}" if notice else release.headline,
        "dek": "" if notice else release.dek,
        "key_points": [] if notice else list(release.key_points),
        "html": notice_html(notice) if notice else html_of(release, media),
        "markdown": notice.text if notice else release.body_md,
        "seo_title": "" if notice else release.seo_title,
        "description": notice.text if notice else release.description,
        "section": release.section, "tags": list(release.tags), "authors": list(release.authors),
        "author_url": release.author_url, "newsroom": release.newsroom, "canonical": release.canonical,
        "picture": next((one for one in pictures if one["sha256"] == card), None), "pictures": pictures,
        "corrections": [_note(one) for one in release.corrections], "notice": _note(notice) if notice else None,
        "disclosure": release.disclosure, "method_note": release.method_note, "interests": release.interests,
        "disclaimer": release.disclaimer, "watermark": release.watermark,
        "sources": [{"name": name, "url": url} for name, url in release.sources],
        "social": {} if notice else dict(release.social), "newsletter": {} if notice else dict(release.newsletter),
        "json_ld": {} if notice else _json_ld(release, media, page),
    }  # fmt: skip


def _json_ld(release: Release, media: Mapping[str, str], page: str) -> dict[str, Any]:
    """With whole addresses: those of pictures that stand there, and of the page."""
    told: dict[str, Any] = json.loads(json.dumps(release.json_ld, default=dict))
    told.pop("image", None)
    if images := [there(media[card.sha256]).url for card in release.cards if card.sha256 in media]:
        told["image"] = images
    return told | ({"url": page, "mainEntityOfPage": page} if page else {})


def rendered(template: str, fields: Mapping[str, Any]) -> Any:
    """The body that a template makes: a file, or the name of one in templates/destinations, the newsroom's first.

    Raises HouseError.
    """
    path, package = Path(template).expanduser(), Path(str(files("newsgen")))
    folders = [place / "templates" / FOLDER for place in (Path(), package, package.parent)]
    return render_json(path.name, [path.parent] if path.is_file() else folders, fields)


def probed(key: str = PROBE.key) -> dict[str, Any]:
    """The fields of an article that nobody has, to try a template with."""
    note = Correction(PROBE.as_of, "text")
    picture = Picture("probe", b"", "image/png", 1, 1, "alt", sha256="0")
    made = fields_of(PROBE, stage=Stage.DRAFT, status="draft", at=PROBE.as_of + timedelta(days=1), sent="0", media={})
    shown = _picture(picture, There(1, "https://example.org/probe.png"))
    return made | {
        "key": key, "picture": shown, "pictures": [shown], "corrections": [_note(note)], "tags": ["tag"],
        "authors": ["author"], "sources": [{"name": "source", "url": ""}],
        "social": dict.fromkeys(SOCIAL, "text"),
        "newsletter": {"subject": "subject", "preheader": "preheader", "blurb": "blurb"},
    }  # fmt: skip


def html_of(release: Release, media: Mapping[str, str]) -> str:
    """The text under the headline; a picture that does not stand there is left out."""
    pictures = {one.name: one for one in release.pictures}
    return "\n".join(filter(None, (_block(block, pictures, media) for block in release.blocks)))


def notice_html(notice: Correction) -> str:
    """All that is left of an article that was taken back."""
    when = f"{notice.when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"<p><strong>{escape(notice.kind)}, {when}:</strong> {escape(notice.text)}</p>"


def _block(block: Block, pictures: Mapping[str, Picture], media: Mapping[str, str]) -> str:
    role = f' class="newsgen-{escape(block.role)}"' if block.role else ""
    if block.form is Form.HEADING:
        return f"<h{block.level}{role}>{block.html}</h{block.level}>"
    if block.form is Form.LIST:
        name = "ol" if block.ordered else "ul"
        return f"<{name}{role}>{''.join(f'<li>{item}</li>' for item in block.items)}</{name}>"
    if block.form is Form.QUOTE:
        return f"<blockquote{role}><p>{block.html}</p></blockquote>"
    if block.form is Form.TABLE:
        return _table(block, role)
    if block.form is Form.PICTURE:
        picture = pictures.get(block.picture)
        return _figure(picture, there(media[picture.sha256]), role) if picture and picture.sha256 in media else ""
    return f"<p{role}>{block.html}</p>"


def _table(block: Block, role: str) -> str:
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for first, *cells in block.rows
    )
    return f"<table{role}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _figure(picture: Picture, place: There, role: str) -> str:
    image = (
        f'<img src="{escape(place.url)}" alt="{escape(picture.alt)}" width="{picture.width}" height="{picture.height}">'
    )
    words = " ".join(filter(None, (picture.caption, picture.credit and f"({picture.credit})")))
    return f"<figure{role}>{image}{f'<figcaption>{escape(words)}</figcaption>' if words else ''}</figure>"


def _picture(picture: Picture, place: There) -> dict[str, Any]:
    return {
        "id": place.id, "url": place.url, "name": picture.name, "alt": picture.alt, "caption": picture.caption,
        "credit": picture.credit, "width": picture.width, "height": picture.height, "sha256": picture.sha256,
    }  # fmt: skip


def _note(note: Correction) -> dict[str, Any]:
    return {"kind": note.kind, "text": note.text, "when": note.when.astimezone(UTC).isoformat()}
