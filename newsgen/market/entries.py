"""Single entries of quotes.toml and events.toml: as text, and whether they could be used."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec

from newsgen.model import Event, Quote

from .cited import CITED_KEYS, Cited
from .notes import Notes
from .papers import EVENT_KEYS, QUOTE_KEYS, read_events, read_quotes

KEYS = {Quote: ("quote", QUOTE_KEYS), Event: ("event", EVENT_KEYS), Cited: ("fact", CITED_KEYS)}


def entry_text(paper: Quote | Event | Cited) -> str:
    """The paper as an entry in TOML."""
    kind, keys = KEYS[type(paper)]
    found = {key: getattr(paper, key) for key in keys}
    if found.get("time") is not None:
        found.pop("date", None)  # the time says it
    lines = [f"{key} = {value_text(value)}" for key, value in found.items() if value not in (None, "", ())]
    return "\n".join((f"[[{kind}]]", *lines)) + "\n"


def value_text(value: object) -> str:
    """A value in TOML: a text as in JSON, which no quotation mark or line break in it can end."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, tuple):
        return f"[{', '.join(value_text(one) for one in value)}]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def faults(path: Path, text: str, now: datetime) -> str:
    """Why an entry that is written to `path` would not be used, or ""."""
    path.write_text(text, "utf-8")
    notes, read = Notes(), read_quotes if path.name == "quotes.toml" else read_events
    kept = read(path, path.name, notes, now)
    if kept and not notes.findings:
        return ""
    return "; ".join(finding.message.partition(path.name)[2].strip(" .") for finding in notes.findings)
