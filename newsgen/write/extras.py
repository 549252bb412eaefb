"""Fields for search, cards, posts, newsletter and push: whole sentences that stand alone, each within its limit.

What is decided here is final: whoever delivers an article packs these texts as they are.
"""

from __future__ import annotations

import re
import unicodedata

from newsgen.house import House
from newsgen.house.marks import plain
from newsgen.model import Facts, Plan
from newsgen.sample import MARK
from newsgen.write.body import Body
from newsgen.write.fields import Fields
from newsgen.write.lines import DRAWS, Lines
from newsgen.write.posts import PLACE, write_posts


def write_extras(plan: Plan, facts: Facts, house: House, fields: Fields, body: Body) -> dict[str, str]:
    """The extra fields, marked; the slug is plain.  A reconstruction says so at the head of each."""
    lines = Lines(plan, facts, house, fields, body)
    mark = MARK if facts.sample else ""
    made = {**_titles(lines, len(mark)), **write_posts(lines, mark)}
    made |= _sentences(lines, made, len(mark), len(mark.split()))
    made = {key: mark + text for key, text in made.items()}
    made["slug"] = slug(lines.story(), facts.day.isoformat(), house.length("slug"))
    return made | ({"alt": fields.alt} if fields.alt else {})


def _titles(lines: Lines, room: int) -> dict[str, str]:
    """Headlines in the lengths that search, cards, phones and mail take; `room` characters are spoken for."""
    fields = lines.fields
    wanted = {name: [fields.headline] for name in ("seo_title", "og_title", "push_title")}
    other = [text for text in fields.titles if text != fields.headline]  # mail has a line of its own
    wanted["subject"] = [*other, fields.headline]
    return {name: lines.title(lines.house.length(name) - room, texts) for name, texts in wanted.items()}


def _sentences(lines: Lines, titles: dict[str, str], room: int, words: int) -> dict[str, str]:
    """What stands under those titles."""
    length, fields = lines.house.length, lines.fields
    openings = [lines.opening(attempt, PLACE)[0] for attempt in DRAWS]
    points = [*fields.points, *fields.more_points]
    least, most = length("description")
    fewest, many = length("newsletter")
    phone, shown = titles["push_title"], length("push_body") - room
    return {
        "description": lines.description(least - room, most - room),
        "og_description": lines.beside(titles["og_title"], [fields.dek, *openings], length("dek")[1] - room),
        "push_body": lines.alert(phone, [fields.dek, *openings], shown)
        or lines.beside(phone, [fields.dek, *lines.stopped], shown),
        "preheader": lines.beside(titles["subject"], [*points, fields.dek], length("preheader") - room),
        "newsletter": lines.letter(fewest - words, many - words),
    }


def slug(title: str, day: str, most: int) -> str:
    """`bitcoin-short-squeeze-2025-07-14`: Latin letters, whole words, the day last, at most `most` characters."""
    latin = unicodedata.normalize("NFKD", plain(title)).encode("ascii", "ignore").decode().lower()
    words, room = re.findall(r"[a-z0-9]+", latin.replace("'", "")), most - len(day)
    kept: list[str] = []
    for word in words:
        room -= len(word) + 1
        if room < 0:
            break
        kept.append(word)
    return "-".join([*kept, day])
