"""newsgen's destination opened on the tests' Ghost, articles to send there, and what a reader reads of its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import count
from typing import Any

import pytest

from newsgen import destinations
from newsgen.delivery.blocks import words_of
from newsgen.destinations.ghost import Ghost
from newsgen.destinations.ghost_cards import credited, letters
from newsgen.model import Block, Form, Release, Stage, Standing, Wish
from tests.release_kit import release
from tests.services.ghost import Site
from tests.services.ghost_people import Person

DRAFT, LIVE = Wish(Stage.DRAFT), Wish(Stage.LIVE)
SENT, AGAIN = "a1" * 32, "b2" * 32  # content hashes
_numbers = count(1)


@contextmanager
def opened(site: Site, *, url: str = "", key: str = "", dry: bool = False, **options: Any) -> Iterator[Ghost]:
    """newsgen's destination "blog" on the site; `url` is of a proxy before it."""
    table: dict[str, object] = {"kind": "ghost", "url": url or site.url, **options}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEWSGEN_BLOG_KEY", key or site.admin_key)
        blog = destinations.open_destination("blog", table, dry=dry, now=datetime.now(UTC))
    assert isinstance(blog, Ghost)
    blog._admin.caller._pause = 0.01  # what is asked again is asked at once
    try:
        yield blog
    finally:
        blog.close()


def small(**changes: Any) -> Release:
    """A release of its own key and slug without pictures: quickly sent."""
    number = next(_numbers)
    own = {"key": f"daily-2024-03-05-n{number}-", "slug": f"record-n{number}", "card": None, "cards": (), "charts": ()}
    made = release(**{**own, **changes})
    return replace(made, blocks=tuple(block for block in made.blocks if block.form is not Form.PICTURE))


def pictured(**changes: Any) -> Release:
    """A release of its own key and slug with all its pictures."""
    number = next(_numbers)
    return release(**{"key": f"daily-2024-03-05-p{number}", "slug": f"record-p{number}", **changes})


def saying(one: Release, words: str) -> Release:
    """The same article with other words in its first paragraph."""
    place = next(number for number, block in enumerate(one.blocks) if block.form is Form.PARAGRAPH and not block.role)
    blocks = (*one.blocks[:place], Block(Form.PARAGRAPH, html=words), *one.blocks[place + 1 :])
    return replace(one, blocks=blocks, version=one.version + 1)


def sent(blog: Ghost, one: Release, wish: Wish = DRAFT, hash: str = SENT) -> Standing:
    """Create it with its pictures."""
    return blog.create(one, wish, hash, blog.pictures(one, {}))


def soon(seconds: float) -> Wish:
    """Scheduled for a moment from now."""
    return Wish(Stage.SCHEDULED, (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0))


class Editor:
    """Somebody at the site with a browser, past newsgen."""

    def __init__(self, site: Site) -> None:
        self.person = Person(site.url, "owner@example.test")

    def post(self, id: str) -> dict[str, Any]:
        """A post as it stands."""
        answer = self.person.call("GET", f"posts/{id}/?formats=html&include=tags,authors")
        return dict(answer["posts"][0])

    def change(self, id: str, **fields: Any) -> None:
        """Change a post and save it."""
        fields["updated_at"] = self.post(id)["updated_at"]
        self.person.call("PUT", f"posts/{id}/?source=html", {"posts": [fields]})

    def write(self, **fields: Any) -> str:
        """A post of the editor's own; gives its id."""
        return str(self.person.call("POST", "posts/?source=html", {"posts": [fields]})["posts"][0]["id"])

    def delete(self, id: str) -> None:
        """It is gone."""
        self.person.call("DELETE", f"posts/{id}/")

    def tags(self) -> dict[str, str]:
        """The name of every tag by its slug."""
        found = self.person.call("GET", "tags/?limit=100")["tags"]
        return {str(tag["slug"]): str(tag["name"]) for tag in found}


def copies(site: Site, key: str) -> int:
    """How many posts carry a key, in any status."""
    mark = f"newsgen:key={key} "
    rows = site.database.sql(f"SELECT COUNT(*) FROM posts WHERE codeinjection_foot LIKE '%{mark}%'", "ghost")
    return int(rows[0][0])


def read(page: str) -> str:
    """The HTML of the article's text on a page."""
    found = re.search(r'<section class="gh-content[^>]*>(.*?)</section>', page, re.S)
    assert found, "the page has no text"
    return found[1]


def linked(page: str) -> list[dict[str, Any]]:
    """Every JSON-LD of a page: it has to parse."""
    reader = _Scripts()
    reader.feed(page)
    reader.close()
    return [json.loads(text) for text in reader.found]


def words_sent(one: Release) -> str:
    """What a reader has to read under the headline, picture captions included, without blanks."""
    pictures = {picture.name: picture for picture in one.pictures}
    return "".join(
        letters(credited(pictures[block.picture])) if block.form is Form.PICTURE else "".join(words_of(block).split())
        for block in one.blocks
    )


class _Scripts(HTMLParser):
    """Collects JSON-LD as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self._within = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        """The text of an element."""
        if self._within:
            self.found.append(data)
            self._within = False
