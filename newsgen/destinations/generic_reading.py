"""What a CMS of any kind says of its articles, as standings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin

from newsgen.destinations.generic_options import Find, Options, Stages
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Stage, Standing

# The marker of the article; what was withdrawn says so, for a CMS that has no word for it.
_MARKER = re.compile(r"newsgen:key=([a-z0-9-]+) sent=([0-9a-z]+)(?: state=(withdrawn))?")
_HOLE = re.compile(r"\{(\w*)\}")
HOLES = ("id", "key", "slug", "status")
_STEP = re.compile(r"\d+")


def marker(key: str, sent: str, *, withdrawn: bool = False) -> str:
    """What says in the CMS which article it is, and what newsgen sent of it last."""
    return f"newsgen:key={key} sent={sent} {'state=withdrawn ' if withdrawn else ''}"


def at_path(found: Any, path: str) -> Any:
    """What stands at a dotted path, None where nothing does; the empty path is `found` itself.

    >>> at_path({"data": [{"id": 7}]}, "data.0.id")
    7
    """
    for step in path.split(".") if path else ():
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and _STEP.fullmatch(step) and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def filled(path: str, **values: str) -> str:
    """A path with values in its holes, encoded so that they stay within them.

    Raises PublishError for an id that would lead elsewhere.
    """
    for value in values.values():
        if value in (".", "..") or any(one < " " for one in value):
            raise PublishError(f"{value!r} cannot stand in an address; look at that article there.")
    return _HOLE.sub(lambda hole: quote(values.get(hole[1], ""), safe=""), path)


def looked_at(options: Options, where: str) -> None:
    """Raises SettingsError for addresses that lead elsewhere or have holes that nothing fills, and words said twice."""
    if options.settle <= 0 or options.seconds <= 0:
        raise SettingsError(f"{where}: settle and seconds are times above zero; mend them.")
    for name, path in options.paths():
        if "://" in path or path.startswith("//"):
            raise SettingsError(f"{where}.{name} is a whole address; leave out what url says already.")
        for hole in _HOLE.findall(path):
            if hole not in HOLES:
                raise SettingsError(f"{where}.{name}: nothing fills {{{hole}}}; there are: {', '.join(HOLES)}.")
    for name, path, hole in (
        *(("find.by_key", path, "key") for path in options.find.by_key),
        *(("find.by_slug", path, "slug") for path in options.find.by_slug),
        *(("find.by_id", path, "id") for path in options.find.by_id),
        ("update.path", options.update.path, "id"),
        *(("delete.path", one.path, "id") for one in (options.delete,) if one),
    ):
        if f"{{{hole}}}" not in path:
            raise SettingsError(f"{where}.{name} does not say {{{hole}}}; put it in.")
    for name in ("by_key", "by_id"):
        if not getattr(options.find, name):
            raise SettingsError(f"{where}.find.{name} is empty; an article must be found again.")
    words = [word for words in _words(options.stages).values() for word in words]
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise SettingsError(f"{where}.stages says {twice!r} twice; each word means one stage.")
    if not options.stages.draft or not options.stages.live:
        raise SettingsError(f"{where}.stages needs a word for draft and one for live; add them.")


def word_for(stages: Stages, stage: Stage) -> str | None:
    """The CMS's word for a stage, None where it has none."""
    return next(iter(_words(stages)[stage]), None)


def standing_of(item: Any, options: Options, name: str) -> Standing:
    """An article as an answer holds it; raises PublishError where the options' paths lead nowhere."""
    find = options.find
    key, sent, withdrawn = marked(at_path(item, find.marker))
    id, slug = _id(item, find, name), _text(at_path(item, find.slug))
    stage = _stage(at_path(item, find.status), options.stages, name)
    if withdrawn and stage is not None:
        stage = Stage.WITHDRAWN
    texts = {
        what: _text(at_path(item, path))
        for what, path in (("title", find.title), ("body", find.body), ("excerpt", find.excerpt))
        if path
    }
    said = urljoin(f"{options.url.rstrip('/')}/", _text(at_path(item, find.url))) if find.url else ""
    url = said or filled(options.page, id=id, slug=slug, key=key)
    return Standing(id, key, slug, url, stage, sent, _touched(item, find), texts, _moment(at_path(item, find.at)))


def marked(text: Any) -> tuple[str, str, bool]:
    """Key, content hash and whether it was withdrawn, as the last marker says them; empty where there is none.

    The last, because newsgen's own stands behind the words, and words may hold anything.
    """
    found = _MARKER.findall(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False))
    return (found[-1][0], found[-1][1], bool(found[-1][2])) if found else ("", "", False)


def age(item: Any, find: Find) -> tuple[str, int, str]:
    """Sorts the oldest first."""
    id = _text(at_path(item, find.id))
    return _text(at_path(item, find.created)) if find.created else "", int(id) if id.isdecimal() else 0, id


def letters(html: str) -> str:
    """What a reader reads of a piece of HTML, without any blanks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join("".join(reader.words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = list[str]()

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _words(stages: Stages) -> Mapping[Stage | None, tuple[str, ...]]:
    return {
        Stage.DRAFT: stages.draft,
        Stage.LIVE: stages.live,
        Stage.SCHEDULED: stages.scheduled,
        Stage.WITHDRAWN: stages.withdrawn,
        None: stages.trash,
    }


def _stage(status: Any, stages: Stages, name: str) -> Stage | None:
    said = _text(status)
    for wanted in (said, *(("*",) if said else ())):
        for stage, words in _words(stages).items():
            if wanted in words:
                return stage
    raise PublishError(
        f"{name}: an article there has the status {said!r}, which means nothing to newsgen; "
        f"add it to a stage of destinations.{name}.stages."
    )


def _id(item: Any, find: Find, name: str) -> str:
    id = at_path(item, find.id)
    if not isinstance(id, str | int) or isinstance(id, bool) or id == "":
        raise PublishError(
            f"{name}: an article in its answer has no {find.id!r}; mend list, item or id of destinations.{name}.find."
        )
    return str(id)


def _touched(item: Any, find: Find) -> str:
    if find.updated:
        return _text(at_path(item, find.updated))
    return sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
