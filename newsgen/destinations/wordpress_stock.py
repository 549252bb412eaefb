"""What an article needs at a WordPress site before it is made: its categories and tags, and its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape, unescape
from typing import Any

from newsgen.destinations.wordpress_blocks import Medium, plain, words
from newsgen.destinations.wordpress_rest import Refused, Rest
from newsgen.errors import PublishError
from newsgen.http import Part, Unknown
from newsgen.model import Picture

_FIELDS = "id,slug,source_url,alt_text,caption,media_details"


def terms(rest: Rest, kind: str, names: Iterable[str], create: bool) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The numbers of categories or tags by their names, and a sentence on each that is not there.

    `kind` is "categories" or "tags"; those that are missing are made if `create`.
    """
    found, missing = list[int](), list[str]()
    for name in dict.fromkeys(" ".join(name.split()) for name in names if name.strip()):
        number = _term(rest, kind, name)
        number = _made(rest, kind, name) if number is None and create else number
        if number is None:
            missing.append(f"{rest.name}: there is no {_ONE[kind]} {name!r} there; the article goes without it.")
        else:
            found.append(number)
    return tuple(dict.fromkeys(found)), tuple(missing)


_ONE = {"categories": "category", "tags": "tag"}


def _term(rest: Rest, kind: str, name: str) -> int | None:
    """Names are kept escaped there, and only found so."""
    hits = rest.get(f"wp/v2/{kind}", search=escape(name, quote=False), per_page=100, orderby="id", _fields="id,name")
    same = [hit["id"] for hit in hits if unescape(hit["name"]).casefold() == name.casefold()]
    return int(same[0]) if same else None


def _made(rest: Rest, kind: str, name: str) -> int | None:
    try:
        made = rest.post(f"wp/v2/{kind}", {"name": name}, would={"id": 0}, note=f"makes the {_ONE[kind]} {name}")
    except Refused as error:
        if error.code == "term_exists":  # another request was faster, or its search does not find it
            return int(error.data["term_id"])
        if error.status == 403:
            return None
        raise
    except Unknown as error:
        raise PublishError(f"{rest.name}: the {_ONE[kind]} {name!r} could not be made ({error}); try again.") from error
    return int(made["id"])


def address(medium: Medium) -> str:
    """A picture that stands there, as the journal keeps it."""
    return f"{medium.id} {medium.url}"


def medium(kept: str) -> Medium | None:
    """What `address` wrote."""
    number, _, url = kept.partition(" ")
    return Medium(int(number), url) if number.isdigit() and url else None


def pictures(rest: Rest, wanted: Iterable[Picture], known: Mapping[str, str]) -> Mapping[str, str]:
    """See to it that each picture stands in the library; gives where, by its SHA-256."""
    seen = {sha: one for sha, kept in known.items() if (one := medium(kept))}
    there = _by_number(rest, [one.id for one in seen.values()])
    stands = dict[str, str]()
    for picture in wanted:
        sha = picture.sha256 or sha256(picture.content).hexdigest()
        if sha in stands:
            continue
        before = there.get(seen[sha].id) if sha in seen else None
        item = before or _by_slug(rest, _slug(picture, sha)) or _uploaded(rest, picture, sha)
        _described(rest, item, picture)
        stands[sha] = address(Medium(int(item["id"]), str(item["source_url"])))
    return stands


def _slug(picture: Picture, sha: str) -> str:
    """Another picture under the same name is another file: an address that was printed never shows other figures."""
    return f"{picture.name}-{sha[:10]}"


def _by_number(rest: Rest, numbers: list[int]) -> Mapping[int, Mapping[str, Any]]:
    if not numbers:
        return {}
    asked = ",".join(map(str, numbers))
    hits = rest.get("wp/v2/media", include=asked, per_page=100, context="edit", _fields=_FIELDS)
    return {int(hit["id"]): hit for hit in hits if hit.get("source_url")}


def _by_slug(rest: Rest, slug: str) -> Mapping[str, Any] | None:
    hits = rest.get("wp/v2/media", slug=slug, context="edit", _fields=_FIELDS)
    return next((hit for hit in hits if hit.get("slug") == slug), None)


def _uploaded(rest: Rest, picture: Picture, sha: str) -> Mapping[str, Any]:
    slug, size = _slug(picture, sha), {"width": picture.width, "height": picture.height}
    file = f"{slug}.{picture.kind.rpartition('/')[2].replace('jpeg', 'jpg')}"
    said = {"slug": slug, "title": picture.name, "alt_text": plain(picture.alt), "caption": plain(words(picture))}
    would = {"id": 0, "source_url": f"{rest.url}/wp-content/uploads/{file}", "media_details": size}
    would |= {"alt_text": said["alt_text"], "caption": {"raw": said["caption"]}}
    try:
        made = rest.post(
            "wp/v2/media", fields=said, file=Part(file, picture.content, picture.kind), would=would,
            note=f"puts the picture {picture.name} into the library",
        )  # fmt: skip
    except Unknown as error:
        raise PublishError(f"{rest.name}: the picture {picture.name} did not arrive ({error}); try again.") from error
    details = made.get("media_details") or {}
    if (details.get("width"), details.get("height")) != (picture.width, picture.height):
        raise PublishError(f"{rest.name}: the picture {picture.name} arrived broken; look at it in the media library.")
    return made


def _described(rest: Rest, item: Mapping[str, Any], picture: Picture) -> None:
    """The same picture with other words, as after a correction of them."""
    wished = {"alt_text": plain(picture.alt), "caption": plain(words(picture))}
    is_now = {"alt_text": item.get("alt_text", ""), "caption": (item.get("caption") or {}).get("raw", "")}
    if all(unescape(str(is_now[name])) == unescape(wished[name]) for name in wished):
        return
    try:
        rest.post(f"wp/v2/media/{item['id']}", wished, would=item, note=f"describes the picture {picture.name}")
    except Unknown as error:
        raise PublishError(f"{rest.name}: the words of {picture.name} did not arrive ({error}); try again.") from error
