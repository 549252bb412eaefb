"""The lines above a page that a generator reads: YAML, or Pelican's own.  Written so that any reader takes the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape

import yaml

from newsgen.destinations.folder_text import clean, line

_YAML = re.compile(r"\A---\r?\n(.*?)^---[ \t]*\r?\n?", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
Front = Mapping[str, object]


def yaml_front(fields: Front) -> str:
    """The fields between two rules, one each line; texts are quoted, lists and tables in one line."""
    return "".join(["---\n", *(f"{_name(name)}: {_value(value)}\n" for name, value in fields.items()), "---\n"])


def meta_front(fields: Front) -> str:
    """Pelican's lines.  It puts them into its pages as HTML, so that they are escaped here."""
    return "".join(f"{name}: {_meta(value)}\n" for name, value in fields.items() if _meta(value))


def read_yaml(text: str) -> tuple[Front, str]:
    """The fields and the text below them; no fields where they cannot be read."""
    match = _YAML.match(text)
    if match is None:
        return {}, text
    try:
        found = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError):
        found = None
    return (found if isinstance(found, dict) else {}), text[match.end() :]


def read_meta(text: str) -> tuple[Front, str]:
    """Pelican's lines down to the first that is empty."""
    fields: dict[str, object] = {}
    lines = text.splitlines(keepends=True)
    while lines and (match := _PAIR.fullmatch(lines[0].rstrip("\r\n"))):
        fields[match[1]] = match[2]
        lines.pop(0)
    return fields, "".join(lines)


def moment(value: object) -> datetime | None:
    """A date of a page as a moment; one without a zone is taken for UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else None


def stamp(value: datetime) -> str:
    """A moment with its offset: 2024-03-06T00:30:00+00:00."""
    return value.astimezone(UTC).replace(microsecond=0).isoformat()


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(name))}: {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return _quoted("" if value is None else str(value))


def _quoted(text: str) -> str:
    """JSON's quotation marks are YAML's, but for the signs that YAML cannot hold as they are."""
    return json.dumps(clean(text), ensure_ascii=False)


def _meta(value: object) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        # Semicolons part them where one stands anywhere, so that a name may hold a comma, and no entity.
        names = [line(re.sub("[;<>]", " ", str(one))) for one in value]
        return "; ".join(names) + (";" if len(names) == 1 else "")
    return escape(line(str(value)), quote=False)
