"""Real WordPress sites for tests: one of each version for the session, and newsgen's destination opened on it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from newsgen import destinations
from newsgen.destinations.wordpress import WordPress
from newsgen.model import Block, Form, Release, Stage, Standing, Wish
from tests.release_kit import release
from tests.services.wordpress import Site

DRAFT, LIVE = Wish(Stage.DRAFT), Wish(Stage.LIVE)
SENT, AGAIN = "a1" * 32, "b2" * 32  # content hashes
_numbers = count(1)


def odd(site: Site, code: str) -> None:
    """Give the site a plugin of somebody else's."""
    (site.content / "mu-plugins" / f"odd-{next(_numbers)}.php").write_text(f"<?php\n{code}\n", encoding="utf-8")


@contextmanager
def opened(
    site: Site,
    role: str = "editor",
    *,
    password: str = "",
    dry: bool = False,
    now: datetime | None = None,
    **options: Any,
) -> Iterator[WordPress]:
    """newsgen's destination "blog" on the site, as a person of that role."""
    person = site.people[role]
    table: dict[str, object] = {"kind": "wordpress", "url": site.url, "user": person.user, **options}
    os.environ["NEWSGEN_BLOG_PASSWORD"] = password or person.password
    try:
        blog = destinations.open_destination("blog", table, dry=dry, now=now or datetime.now(UTC))
    finally:
        del os.environ["NEWSGEN_BLOG_PASSWORD"]
    assert isinstance(blog, WordPress)
    try:
        yield blog
    finally:
        blog.close()


def small(**changes: Any) -> Release:
    """A release of its own key and slug without pictures: quickly sent."""
    number = next(_numbers)
    own = {"key": f"daily-2024-03-05-n{number}", "slug": f"record-{number}", "card": None, "cards": (), "charts": ()}
    made = release(**{**own, **changes})
    kept = tuple(block for block in made.blocks if block.form is not Form.PICTURE or made.charts)
    return replace(made, blocks=kept)


def pictured(**changes: Any) -> Release:
    """A release of its own key and slug with all its pictures."""
    number = next(_numbers)
    return release(**{"key": f"daily-2024-03-05-p{number}", "slug": f"pictured-{number}", **changes})


def saying(one: Release, words: str) -> Release:
    """The same article with other words in its first paragraph."""
    blocks = list(one.blocks)
    place = next(number for number, block in enumerate(blocks) if block.form is Form.PARAGRAPH and not block.role)
    blocks[place] = Block(Form.PARAGRAPH, html=words)
    return replace(one, blocks=tuple(blocks), version=one.version + 1)


def sent(blog: WordPress, one: Release, wish: Wish = DRAFT, hash: str = SENT) -> Standing:
    """Create it with its pictures."""
    return blog.create(one, wish, hash, blog.pictures(one, {}))


def by_hand(
    site: Site, path: str, body: Mapping[str, Any] | None = None, *, role: str = "administrator", method: str = ""
) -> Any:
    """What a person does there, past newsgen: the answer as JSON, with the status where it is none of success."""
    person = site.people[role]
    token = base64.b64encode(f"{person.user}:{person.password}".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    how = method or ("GET" if body is None else "POST")
    asked = Request(f"{site.url}/wp-json/wp/v2/{path}", data, headers, method=how)
    try:
        with urlopen(asked, timeout=30) as said:
            return json.load(said)
    except HTTPError as error:
        with error:
            return {"status": error.code, **json.load(error)}


def posts(site: Site) -> int:
    """How many posts there are, in any status."""
    rule = "post_type='post' and post_status not in ('auto-draft', 'inherit')"
    return int(site.sql(f"select count(*) from wp_posts where {rule}")[0][0])


def let_pass(site: Site, standing: Standing, time: timedelta) -> None:
    """Let time pass for a scheduled post, and let the site do what is due then."""
    site.let_pass(standing.id, int(time.total_seconds()))
    site.cron()
