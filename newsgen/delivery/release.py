"""A day's folder as a release: the very bytes of its article.md, checked now, with all that goes with them."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from newsgen import archive, gate
from newsgen.check import bind, check, check_text
from newsgen.delivery.blocks import blocks_of
from newsgen.errors import ArchiveError
from newsgen.gate import Clearance
from newsgen.merge.carry import with_words, words_of
from newsgen.merge.retelling import GUARD
from newsgen.model import (
    Article,
    Chart,
    Correction,
    Delivery,
    Facts,
    Finding,
    Manuscript,
    Picture,
    Release,
    Stage,
    State,
)
from newsgen.pack import CARDS, METHOD, make_pack
from newsgen.page import body_html
from newsgen.page.proof import iso
from newsgen.settings import Settings, template_folders

_SLUG, _LONGEST = re.compile(r"[^a-z0-9]+"), 150  # what every system takes as an address
# What says where and when an article stands, or who let it go, and is no part of its words.
_ABOUT = ("datePublished", "dateModified", "mainEntityOfPage", "url", "editor")


@dataclass(frozen=True, slots=True)
class Opened:
    """A day as it could go out, and what stands against it; `text` is its article.md."""

    release: Release
    article: Article
    facts: Facts
    findings: tuple[Finding, ...]
    state: State
    clearance: Clearance
    text: bytes


class _Found(msgspec.Struct):
    findings: tuple[Finding, ...]
    sample: bool = False


def release_of(
    folder: Path,
    settings: Settings,
    *,
    delivered: Delivery | None = None,
    corrections: Sequence[Correction] | None = None,
    canonical: str = "",
    text: bytes | None = None,
) -> Opened:
    """A told day's release, from its files alone: no template is asked, and no word is written anew.

    delivered    what went out of it before: its slug and version are kept, and when readers first saw it
    corrections  what readers are told of changes; those that the day's folder keeps where none are given
    canonical    the address that counts where an article stands at several
    text         another article.md of the day, as one that went out earlier
    The findings are those of these words, read now against facts.json, and those that the receipt has of the input.
    Raises ArchiveError where a file is missing or cannot be read.
    """
    text = _read(folder / "article.md") if text is None else text
    facts = archive.read_facts(folder / "facts.json")
    receipt, state = _decoded(folder / "receipt.json", _Found), archive.read_state(folder)
    article, findings = _read_again(folder, archive.read_manuscript(text), facts, receipt)
    sample = article.sample or facts.sample or receipt.sample
    article = replace(article, sample=sample)
    findings = (*findings, *_of_description(archive.front_of(text), article, facts))
    clearance = gate.clear(findings, state, archive.sha256(text))
    notes = sorted(
        archive.corrections(folder) if corrections is None else corrections, key=lambda note: note.when, reverse=True
    )
    pack = make_pack(
        article, facts, body_html(article), settings, template_folders(settings),
        canonical=canonical or None, approval=clearance.approved, corrections=notes,
    )  # fmt: skip
    key = key_of(settings.series, facts.day.isoformat(), article.language)
    made = _made(folder, article, facts, pack, archive.front_of(text), tuple(notes), key, settings)
    made = replace(made, text=archive.sha256(text), approval=clearance.approved, canonical=canonical)
    return Opened(_continued(made, delivered), article, facts, findings, state, clearance, text)


def key_of(series: str, day: str, language: str) -> str:
    """The name of an article for good.

    >>> key_of("daily", "2025-07-14", "en")
    'daily-2025-07-14-en'
    """
    return _plain(f"{series}-{day}-{language}")


def content_hash(release: Release) -> str:
    """SHA-256 of everything a destination shows of it: the same for words that went out earlier as version 1."""
    pictures = [(one.name, one.sha256, one.alt, one.caption, one.credit) for one in (*release.pictures, *release.cards)]
    shown = {
        name: getattr(release, name)
        for name in (
            "headline", "dek", "key_points", "blocks", "seo_title", "description", "section", "tags", "authors",
            "author_url", "newsroom", "language", "disclosure", "method_note", "interests", "disclaimer", "watermark",
            "corrections", "sources",
        )
    }  # fmt: skip
    linked = {name: value for name, value in release.json_ld.items() if name not in _ABOUT}
    plain = msgspec.json.encode((shown, pictures, linked), order="sorted")
    return sha256(plain).hexdigest()


def _read_again(folder: Path, words: Manuscript, facts: Facts, receipt: _Found) -> tuple[Article, tuple[Finding, ...]]:
    """The article with the words that stand in article.md, and what is found in them now."""
    told = _decoded(folder / "article.json", Article)
    base = told
    if words_of(told) != words and (folder / "article.base.json").is_file():
        base = _decoded(folder / "article.base.json", Article)  # article.json has an editor's words, not the writer's
    own = {finding for one in {id(told): told, id(base): base}.values() for finding in _of(one, facts)}
    written = words == words_of(told) and not (folder / "article.base.json").is_file()
    article = told if words == words_of(told) else with_words(base, words, bind(words, facts))
    standing = "\n".join((words.headline, words.dek, *words.key_points, words.body_md))
    others = tuple(
        finding
        for finding in receipt.findings
        if finding not in own and (finding.id != GUARD or finding.where.partition(": ")[2] in standing)
    )
    return article, (*others, *check(article, facts, strict=written))


def _of(article: Article, facts: Facts) -> tuple[Finding, ...]:
    return (*check(article, facts), *check(article, facts, strict=False))


def _of_description(front: Mapping[str, Any], article: Article, facts: Facts) -> tuple[Finding, ...]:
    """What is found in a description that an editor wrote into the front matter."""
    said = front.get("description", "")
    if not isinstance(said, str) or said in (article.extra.get("description", ""), article.dek):
        return ()
    found = check_text(said, facts, whole=False)
    return tuple(replace(finding, where="description") for finding in found)


def _method_note(article: Article, note: str) -> str:
    """How it was made, without what the text itself says of it."""
    told = note.removesuffix(METHOD).strip()
    return METHOD if told in " ".join(re.sub(r"[*_]", "", article.body_md).split()) else note


def _made(
    folder: Path,
    article: Article,
    facts: Facts,
    pack: Mapping[str, Any],
    front: Mapping[str, Any],
    corrections: tuple[Correction, ...],
    key: str,
    settings: Settings,
) -> Release:
    cards, charts = _cards(folder, key, pack["feature_image"]), _charts(folder, key, article.charts)
    disclosure = pack["disclosure"].removeprefix(pack["watermark"]).strip()
    notes = (
        ("watermark", pack["watermark"]),
        ("disclosure", disclosure),
        ("method", _method_note(article, pack["method_note"])),
        ("interests", pack["interests"]),
        ("disclaimer", pack["disclaimer"]),
    )
    names = tuple(chart.name if chart else "" for chart in charts)
    return Release(
        key=key,
        day=facts.day,
        series=settings.series,
        language=article.language,
        slug=_plain(_text(front, "slug") or pack["slug"]) or key,
        headline=article.headline,
        dek=article.dek,
        key_points=article.key_points,
        body_md=article.body_md,
        blocks=blocks_of(article, names, corrections, notes),
        text="",
        window=article.window,
        as_of=article.as_of,
        seo_title=pack["seo_title"],
        description=_text(front, "description") or pack["meta_description"],
        section=_text(front, "section") or pack["section"],
        tags=_texts(front, "tags") or tuple(pack["tags"]),
        authors=_texts(front, "authors") or tuple(pack["authors"]),
        author_url=pack["author_url"],
        newsroom=settings.newsroom,
        card=cards[0] if cards else None,
        cards=cards,
        charts=tuple(chart for chart in charts if chart),
        corrections=corrections,
        disclosure=disclosure,
        method_note=pack["method_note"],
        interests=pack["interests"],
        disclaimer=pack["disclaimer"],
        watermark=pack["watermark"],
        sources=tuple((one["name"], one.get("url", "")) for one in pack["json_ld"]["isBasedOn"]),
        social=pack["social"],
        newsletter=pack["newsletter"],
        json_ld=pack["json_ld"],
        sample=article.sample,
    )


def _continued(release: Release, delivered: Delivery | None) -> Release:
    """The release with what went out of it before: address, version, and when readers first saw it."""
    if delivered is None:
        return release
    first = delivered.standing.at if delivered.standing and delivered.standing.stage is Stage.LIVE else None
    said = dict(release.json_ld)
    if first:
        said["datePublished"] = iso(first)
        said["dateModified"] = max(str(said["dateModified"]), iso(first))
    return replace(release, slug=delivered.slug or release.slug, version=max(1, delivered.version), json_ld=said)


# ---- pictures --------------------------------------------------------------------------------------------------------


def _cards(folder: Path, key: str, words: Mapping[str, Any]) -> tuple[Picture, ...]:
    """The cards that are there, the widest first."""
    found = (
        _picture(folder / file, key, words["alt"], words["caption"], words["credit"])
        for file, _, _ in CARDS
        if (folder / file).is_file()
    )
    return tuple(found)


def _charts(folder: Path, key: str, charts: Sequence[Chart]) -> tuple[Picture | None, ...]:
    """The picture of each chart, None where it was not drawn."""
    return tuple(
        _picture(file, key, chart.alt, chart.caption, chart.source) if file.is_file() else None
        for chart in charts
        for file in (folder / "charts" / f"{chart.file}.png",)
    )


def _picture(file: Path, key: str, alt: str, caption: str, credit: str) -> Picture:
    content = _read(file)
    if content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        raise ArchiveError(f"{file} is no PNG; tell the day again to draw it.")
    width, height = struct.unpack(">II", content[16:24])
    name = f"{key}-{_plain(file.stem)}"
    return Picture(name, content, "image/png", width, height, alt, caption, credit, archive.sha256(content))


# ---- reading ---------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Only a-z, 0-9 and hyphens."""
    return _SLUG.sub("-", text.lower())[:_LONGEST].strip("-")


def _text(front: Mapping[str, Any], name: str) -> str:
    value = front.get(name, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(front: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = front.get(name, ())
    return tuple(" ".join(str(one).split()) for one in value if one) if isinstance(value, list) else ()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror}); tell the day with newsgen recap.") from error


def _decoded(path: Path, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(_read(path), type=kind)
    except msgspec.DecodeError as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); tell the day again to write it.") from error
