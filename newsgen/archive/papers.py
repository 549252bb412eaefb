"""article.json, article.md and angles.json: the told day in forms that other tools can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from newsgen.archive.facts import pretty
from newsgen.model import Article, Verdict

_LATE = ("charts", "figures", "extra", "slots", "skeleton", "seed", "sample", "bench")
_STRANGE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def article_json(article: Article) -> bytes:
    """The article with the offsets of its figures; the fields of the design first, extras after them."""
    plain = msgspec.to_builtins(article)
    for told in plain["angles"]:
        told.setdefault("subject", "")
    first = {name: value for name, value in plain.items() if name not in _LATE}
    return pretty(first | {name: plain[name] for name in _LATE})


def angles_json(verdicts: Iterable[Verdict]) -> bytes:
    """Every rule's verdict, also the refused."""
    return pretty(
        [
            {
                "name": verdict.angle,
                "holds": verdict.holds,
                "score": verdict.score,
                "because": verdict.because,
                "note": verdict.note,
                "subject": verdict.subject,
            }
            for verdict in verdicts
        ]
    )


def article_md(front: Mapping[str, object], article: Article) -> bytes:
    """Front matter and Markdown.  What an editor is asked to add stands in comments, which no publisher shows."""
    slots = "".join(f"\n<!-- For the editor: {_comment(slot)} -->\n" for slot in article.slots)
    return f"{front_matter(front)}\n{article.body_md.strip()}\n{slots}".encode()


def front_matter(fields: Mapping[str, object]) -> str:
    """YAML that every reader understands the same way: texts quoted as in JSON, times bare."""
    return "---\n" + "".join(_entry(name, value, "") for name, value in fields.items()) + "---\n"


def _entry(name: str, value: object, indent: str) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_entry(key, item, indent + "  ") for key, item in value.items())
        return f"{indent}{name}:\n{inner}"
    if isinstance(value, list | tuple):
        items = "".join(f"{indent}  - {_scalar(item)}\n" for item in value)
        return f"{indent}{name}:\n{items}" if items else f"{indent}{name}: []\n"
    return f"{indent}{name}: {_scalar(value)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    # YAML takes these for line ends or refuses them, where JSON lets them stand.
    return _STRANGE.sub(lambda found: f"\\u{ord(found.group()):04x}", msgspec.json.encode(value).decode())


def _comment(text: str) -> str:
    """A text that cannot end the comment it stands in."""
    return re.sub(r"-{2,}", "-", text).replace(">", "")
