"""The files of a told day: its text, its page, its proofs and its pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from newsgen import __version__, archive
from newsgen.charts import css, read_look, themed
from newsgen.drawing import drawn, for_phones
from newsgen.edition import Edition
from newsgen.house import House, MissingFact
from newsgen.merge import Carried
from newsgen.model import Correction, Fact
from newsgen.pack import SOURCE_TYPE, make_pack
from newsgen.page import article_html, body_html
from newsgen.settings import Settings, template_folders


def printed_by(house: House) -> Callable[[Fact], str]:
    """The house form of a fact; nothing for one that the house would not print, as a change that rounds to zero."""

    def printed(fact: Fact) -> str:
        try:
            return house.figure(fact)
        except MissingFact:
            return ""

    return printed


def text_of(edition: Edition, settings: Settings) -> bytes:
    """article.md of an edition, quickly: no picture is drawn."""
    pack = make_pack(edition.article, edition.facts, body_html(edition.article), settings, template_folders(settings))
    return archive.article_md(_front(edition, pack, settings), edition.article)


def papers(
    edition: Edition,
    house: House,
    settings: Settings,
    over: Carried | None = None,
    corrections: Sequence[Correction] = (),
) -> dict[str, bytes]:
    """The files of a told day by name; the same edition and settings give the same bytes.

    `over` is an editor's text, `corrections` are what readers were told of changes.
    """
    article, facts, folders = edition.article, edition.facts, template_folders(settings)
    pack = make_pack(article, facts, body_html(article), settings, folders, corrections=corrections)
    text = archive.article_md(_front(edition, pack, settings), article)
    text = over.text(text) if over else text
    look = read_look(folders)
    pictures = drawn(article, facts, house, look, settings.newsroom)
    inline = {chart.file: pictures[f"{chart.file}.svg"] for chart in article.charts} | for_phones(article, house, look)
    return {
        "article.md": text,
        "article.base.md": text,
        "article.html": article_html(
            article,
            facts,
            pack,
            edition.findings,
            edition.status,
            folders,
            pictures={name: themed(drawing, look) for name, drawing in inline.items()},
            style=css(look),
        ),
        "article.json": archive.article_json(article),
        "facts.json": archive.facts_json(facts, printed_by(house)),
        "angles.json": archive.angles_json(edition.verdicts),
        "receipt.json": archive.receipt_json(
            article,
            facts,
            edition.findings,
            status=edition.status,
            article_md=text,
            templates=_hashes(folders),
            version=__version__,
        ),
        "pack.json": archive.pretty(pack),
        **{f"charts/{name}": picture for name, picture in pictures.items()},
        **(over.files() if over else {}),
    }


def _front(edition: Edition, pack: dict[str, object], settings: Settings) -> dict[str, object]:
    """What article.md says of itself before its text."""
    article = edition.article
    return {
        "title": article.headline,
        "slug": pack["slug"],
        "date": article.as_of,
        "description": pack["meta_description"],
        "dek": article.dek,
        "key_points": article.key_points,
        "tags": pack["tags"],
        "authors": pack["authors"],
        "section": settings.section,
        "language": article.language,
        "style": article.style,
        "window": {"start": article.window.start, "end": article.window.end},
        "as_of": article.as_of,
        "status": edition.status,
        "digital_source_type": SOURCE_TYPE,
        "disclosure": pack["disclosure"],
        "sample": article.sample,
    }


def _hashes(folders: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of every template in use, by its name; the first folder that has a name wins."""
    found: dict[str, str] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if file.suffix in (".md", ".toml", ".html", ".css") and name not in ("README.md", *found):
                found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return dict(sorted(found.items()))
