"""The little CMS as a destination: its settings, its template, and what opens it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsgen.destinations import open_destination
from newsgen.destinations.generic import Generic
from tests.services.little_cms import LittleCms

NOW = datetime(2024, 3, 6, 7, 0, tzinfo=UTC)
TEMPLATE = """{# What the little CMS wants of a post. #}
{"data": {
  "title": {{ headline }},
  "html": {{ html }},
  "excerpt": {{ dek }},
  "slug": {{ slug }},
  "status": {{ status }},
  "newsgen": {{ marker }},
  "publish_at": {{ at }},
  "tags": {{ tags }},
  "cover": {% if picture %}{{ picture.id }}{% else %}null{% endif %},
  "meta": {{ json_ld }}
}}
"""


def table(cms: LittleCms, folder: Path, template: str = TEMPLATE, **changes: Any) -> dict[str, Any]:
    """The table [destinations.cms] of the settings, with the template in a file."""
    (folder / "post.json").write_text(template, encoding="utf-8")
    return {
        "kind": "http",
        "url": f"{cms.url}/api",
        "template": str(folder / "post.json"),
        "page": f"{cms.url}/news/{{slug}}",
        "settle": 0.3,
        "seconds": 2,
        "find": {
            "by_key": ["/posts?key={key}"],
            "by_slug": ["/posts?slug={slug}"],
            "by_id": "/posts/{id}",
            "list": "data",
            "item": "data",
            "updated": "updated",
            "at": "publish_at",
            "title": "title",
            "body": "html",
            "excerpt": "excerpt",
        },
        "create": {"path": "/posts"},
        "update": {"path": "/posts/{id}"},
        "delete": {"path": "/posts/{id}"},
        "upload": {"path": "/files", "id": "0.id", "url": "0.url", "fields": {"alt": "{alt}"}},
        "ready": {"path": "/me"},
        "stages": {"scheduled": ["scheduled"], "withdrawn": ["archived"], "trash": ["trash"]},
        **changes,
    }


def opened(cms: LittleCms, folder: Path, template: str = TEMPLATE, *, dry: bool = False, **changes: Any) -> Generic:
    """The destination; its token is in the environment."""
    made = open_destination("cms", table(cms, folder, template, **changes), dry=dry, now=NOW)
    made._calls.caller._pause = 0.0  # type: ignore[attr-defined]  # nobody waits in tests
    return made  # type: ignore[return-value]
