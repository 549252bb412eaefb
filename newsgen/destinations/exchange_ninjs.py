"""ninjs 3.1 and 2.2, and the older dialect that Superdesk reads."""

from __future__ import annotations

import json
from collections.abc import Mapping

from newsgen.destinations.exchange_item import (
    CODES,
    GENRE,
    PROFILE,
    SOURCE_NAME,
    SOURCE_TYPE,
    TOPICS,
    Described,
    Rendition,
    stamp,
)
from newsgen.destinations.feeds_html import words
from newsgen.destinations.folder_text import caption, line

# What 2.2 calls otherwise than by small letters.
_OLDER = {"embargoedUntil": "embargoed"}


def ninjs(said: Described, version: str) -> bytes:
    """ninjs of that version; 2.2 has the names of 3.1 in small letters."""
    item = _item(said, version)
    return _dumped(item if version == "3.1" else _older(item))


def superdesk(said: Described) -> bytes:
    """The dialect of ninjs 1 that Superdesk's own parser reads; ASCII, for it reads files as the system does."""
    release = said.release
    item = {
        "guid": said.uri,
        "uri": said.uri,
        "version": str(said.version),
        "type": "text",
        "pubstatus": said.status,
        "language": release.language,
        "headline": said.title,
        "slugline": said.slugline,
        "byline": said.by,
        "description_text": said.summary,
        "body_html": said.html,
        "urgency": said.urgency,
        "priority": said.urgency,
        "firstcreated": stamp(said.first),
        "versioncreated": stamp(said.created),
        "embargoed": stamp(said.at) if said.at else "",
        "ednote": said.note,
        "copyrightholder": line(said.provider),
        "copyrightnotice": said.copyright,
        "usageterms": said.usage,
        "profile": PROFILE,
        "source": line(said.provider),
        "located": said.located,
        "keywords": [line(tag) for tag in release.tags],
        "genre": [{"name": GENRE, "code": GENRE}],
        "subject": [{"name": name, "code": code, "scheme": "mediatopic"} for code, name in TOPICS],
        "authors": [{"name": line(name), "role": "writer"} for name in release.authors],
        "extra": {
            "newsgen_key": release.key,
            "newsgen_version": release.version,
            "digital_source_type": f"{CODES}/digitalsourcetype/{SOURCE_TYPE}",
        },
        "associations": {
            "featuremedia" if at == 0 else f"newsgen--{at}": _associated(said, one)
            for at, one in enumerate(said.pictures)
        },
    }
    return _dumped(_filled(item))


def _item(said: Described, version: str) -> dict[str, object]:
    release = said.release
    html = {"role": "main", "contentType": "text/html", "charCount": len(said.html), "wordCount": words(said.html)}
    topics = [
        {"name": name, "rel": "about", "uri": f"{CODES}/mediatopic/{code}", "creator": "newsgen"}
        for code, name in TOPICS
    ]
    item: dict[str, object] = {
        "uri": said.uri,
        "type": "text",
        "representationType": "full",
        "profile": PROFILE,
        "standard": {
            "name": "ninjs",
            "version": version,
            "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json#",
        },
        "version": str(said.version),
        "firstCreated": stamp(said.first),
        "versionCreated": stamp(said.created),
        "contentCreated": stamp(release.as_of),
        "embargoedUntil": stamp(said.at) if said.at else "",
        "pubStatus": said.status,
        "urgency": said.urgency,
        "language": release.language,
        "copyrightHolder": line(said.provider),
        "copyrightNotice": said.copyright,
        "usageTerms": said.usage,
        "edNote": said.note,
        "slugline": said.slugline,
        "title": said.title,
        "by": said.by,
        "located": said.located,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": said.title}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": said.summary}]
        if said.summary
        else [],
        "bodies": [html | {"value": said.html}],
        "subjects": topics + [{"rel": "about", "literal": line(tag)} for tag in release.tags],
        "genres": [{"name": GENRE, "uri": f"{CODES}/genre/{GENRE}"}],
        "infoSources": [
            _filled({"name": line(name), "role": f"{CODES}/contentprodpartyrole/originfo", "uri": address})
            for name, address in release.sources
        ],
        "digitalSourceType": {"name": SOURCE_NAME, "uri": f"{CODES}/digitalsourcetype/{SOURCE_TYPE}"},
        "altIds": [{"role": "newsgen-key", "value": release.key}],
        "associations": [_association(said, at, one) for at, one in enumerate(said.pictures)],
    }
    return _filled(item)


def _association(said: Described, at: int, one: Rendition) -> dict[str, object]:
    picture = one.picture
    under = [{"role": "caption", "contentType": "text/plain", "value": caption(picture)}] if caption(picture) else []
    alt = {"role": "alternative-text", "contentType": "text/plain", "value": line(picture.alt)}
    return {
        "name": "featuremedia" if at == 0 and said.release.card else f"chart-{at}",
        "uri": f"{said.uri}:{picture.name}",
        "type": "graphic",
        "language": said.release.language,
        "descriptions": [alt, *under],
        "digitalSourceType": {"name": SOURCE_NAME, "uri": f"{CODES}/digitalsourcetype/{SOURCE_TYPE}"},
        "renditions": [
            {
                "name": "original", "href": one.address, "contentType": picture.kind, "width": picture.width,
                "height": picture.height, "sizeInBytes": len(picture.content),
            }
        ],
    }  # fmt: skip


def _associated(said: Described, one: Rendition) -> dict[str, object]:
    picture, uri = one.picture, f"{said.uri}:{one.picture.name}"
    size = {"mimetype": picture.kind, "width": picture.width, "height": picture.height}
    return {
        "guid": uri,
        "uri": uri,
        "type": "picture",
        "headline": said.title,
        "description_text": caption(picture) or line(picture.alt),
        "body_text": line(picture.alt),
        "versioncreated": stamp(said.created),
        "renditions": {"original": {"href": one.address, **size}},
    }


def _older(value: object) -> object:
    """The names of 2.2; values stay."""
    if isinstance(value, Mapping):
        return {_OLDER.get(name, name.lower()): _older(one) for name, one in value.items()}
    return [_older(one) for one in value] if isinstance(value, list) else value


def _filled(item: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in item.items() if value not in ("", [], {})}


def _dumped(item: object) -> bytes:
    return json.dumps(item, indent=1).encode() + b"\n"
