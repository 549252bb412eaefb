"""A page of a static site: its front matter and its Markdown, as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape, unescape

from newsgen.destinations.folder_front import Front, meta_front, read_meta, read_yaml, yaml_front
from newsgen.destinations.folder_presets import Preset
from newsgen.destinations.folder_text import caption, line, markdown, plain
from newsgen.model import Block, Correction, Form, Release, Stage, Wish

# What newsgen's own fields say, each as newsgen_<name>.
MARKS = ("key", "sent", "version", "slug", "day", "pictures", "withdrawn")
Page = bytes


def page_of(
    release: Release, wish: Wish, date: datetime, modified: datetime | None, preset: Preset,
    links: Mapping[str, str], sent: str,
) -> Page:  # fmt: skip
    """The page as wished, dated `date`; `links` lead from its text to its pictures."""
    draft = wish.stage is Stage.DRAFT
    said = _said(release, links) | {"date": date, "modified": modified if modified and modified > date else None}
    if wish.stage is Stage.SCHEDULED:
        said["publish_at"] = date
    state = preset.drafted if draft else preset.shown
    front = _named(said, preset) | dict(state) | dict(preset.always) | _marks(release, sent)
    if links:
        front["newsgen_pictures"] = " ".join(one.rpartition("/")[2] for one in links.values())
    pictures = {one.name: one for one in release.pictures}
    return _whole(front, markdown(with_watermark(release), pictures, links), preset)


def notice_page(
    release: Release, notice: Correction, date: datetime, preset: Preset, sent: str, *, shown: bool
) -> Page:
    """The page of an article that was withdrawn: the notice alone."""
    said = {
        "title": f"{notice.kind}: recap of {spoken_day(release)}", "date": date, "modified": max(notice.when, date),
        "slug": release.slug, "summary": notice.text, "description": notice.text, "language": release.language,
        "authors": release.authors, "author": ", ".join(release.authors), "section": release.section,
        "categories": (release.section,) if release.section else (),
    }  # fmt: skip
    state = dict(preset.shown if shown else preset.drafted)
    front = _named(said, preset) | state | dict(preset.always) | _marks(release, sent)
    front["newsgen_withdrawn"] = notice.when
    return _whole(front, markdown((notice_block(notice),), {}, {}), preset)


def read_page(content: bytes, preset: Preset) -> tuple[Front, str]:
    """What a page's front matter says, and its text; nothing can be said of what is no text."""
    text = content.decode("utf-8", "replace")
    if preset.yaml:
        return read_yaml(text)
    front, body = read_meta(text)
    return {name: unescape(str(value)) for name, value in front.items()}, body.lstrip("\n")


def written(content: bytes) -> str:
    """The front matter without newsgen's own lines: what a person may have changed besides title and text."""
    text = content.decode("utf-8", "replace")
    head = text.split("\n---\n", 1)[0] if text.startswith("---\n") else text.split("\n\n", 1)[0]
    return "\n".join(one for one in head.split("\n") if not one.lower().startswith("newsgen_"))


def notice_block(notice: Correction) -> Block:
    """The notice with its date, as the agencies head it."""
    when = notice.when.astimezone(UTC)
    head = f"{notice.kind}, {when:%H:%M} UTC, {when.day} {when:%B %Y}:"
    words = f"<strong>{escape(head, quote=False)}</strong> {escape(notice.text, quote=False)}"
    return Block(Form.PARAGRAPH, html=words, role="correction")


def with_watermark(release: Release) -> tuple[Block, ...]:
    """The blocks; what is made up says so at the top."""
    if not release.watermark or any(block.role == "watermark" for block in release.blocks):
        return release.blocks
    words = escape(release.watermark, quote=False)
    return (Block(Form.PARAGRAPH, html=f"<strong>{words}</strong>", role="watermark"), *release.blocks)


def spoken_day(release: Release) -> str:
    """As 5 March 2024."""
    return f"{release.day.day} {release.day:%B %Y}"


def _said(release: Release, links: Mapping[str, str]) -> dict[str, object]:
    """All that `FIELDS` name but dates."""
    card = release.card
    image = links[card.name] if card else ""
    return {
        "title": line(release.headline),
        "slug": release.slug,
        "summary": line(release.dek),
        "description": line(release.description or release.dek),
        "seo_title": line(release.seo_title),
        "authors": release.authors,
        "author": ", ".join(release.authors),
        "tags": release.tags,
        "categories": (release.section,) if release.section else (),
        "section": release.section,
        "language": release.language,
        "image": image,
        "images": (image,) if image else (),
        "image_alt": line(card.alt) if card else "",
        "image_caption": caption(card) if card else "",
        "key_points": release.key_points,
        "canonical": release.canonical,
        "corrections": tuple({"kind": one.kind, "when": one.when, "text": one.text} for one in release.corrections),
        "json_ld": dict(release.json_ld),
    }


def _named(said: Mapping[str, object], preset: Preset) -> dict[str, object]:
    """By the site's own names, in the order of `said`; what is empty is left out."""
    found = {preset.fields[name]: value for name, value in said.items() if name in preset.fields}
    summary = preset.fields.get("summary", "")
    if not preset.yaml and summary in found:
        found[summary] = plain(str(found[summary]))  # Pelican reads it as Markdown
    return {name: value for name, value in found.items() if value not in (None, "", (), {})}


def _marks(release: Release, sent: str) -> dict[str, object]:
    return {
        "newsgen_key": release.key,
        "newsgen_sent": sent,
        "newsgen_version": release.version,
        "newsgen_slug": release.slug,
        "newsgen_day": release.day.isoformat(),
    }


def _whole(front: Front, body: str, preset: Preset) -> Page:
    head = yaml_front(front) if preset.yaml else meta_front(front)
    return f"{head}\n{body}".encode()
