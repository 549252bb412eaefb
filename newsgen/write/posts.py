"""Posts: each channel its own opening and points, each true by itself, as long as the channel and its readers take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsgen.house.marks import plain, visible_length
from newsgen.write.channels import CHANNELS
from newsgen.write.lines import Lines

PLACE = "social"  # figures are written short in posts


def write_posts(lines: Lines, mark: str) -> dict[str, str]:
    """A post for every channel by the name of its field."""
    fields = lines.fields
    points, more = list(fields.points), list(fields.more_points)
    headline = fields.headline
    every = [*points, *more]
    own = [sentence for paragraph in lines.body.parts[0].text for sentence in paragraph]
    if not lines.is_dated(own[0]):
        own = lines.opening(len(CHANNELS))
    openings = [lines.opening(attempt, PLACE) for attempt in range(1, 6)]
    told: dict[str, tuple[Sequence[Sequence[str]], Sequence[str]]] = {
        "x": ([openings[0]], [*points[1:], *points[:1]]),
        "bluesky": ([openings[4][:1]], every),
        "mastodon": ([openings[1]], every),
        "threads": ([openings[2][:1]], every),
        "linkedin": (_shown(lines, openings[3]), every),
        "telegram": ([[headline], own], every),
        "telegram_caption": ([[headline], [fields.dek]], points),
    }
    return {f"social_{name}": _post(lines, name, mark, *parts) for name, parts in told.items()}


def _shown(lines: Lines, opening: Sequence[str]) -> list[Sequence[str]]:
    """A first line that is whole where a reader sees only the beginning, and what follows it."""
    most = lines.house.settings["social"]["linkedin_shown"]
    if visible_length(opening[0]) <= most:
        return [opening[:1], opening[1:]]
    return [[lines.fields.headline], opening]


def _post(lines: Lines, name: str, mark: str, paragraphs: Sequence[Sequence[str]], points: Sequence[str]) -> str:
    """As many of the sentences, in their order, and then of the points that tell something new, as fit."""
    channel, social = CHANNELS[name], lines.house.settings["social"]

    def fits(text: str) -> bool:
        seen = plain(text)
        return channel.count(mark + seen) <= channel.most - channel.link and len(seen.split()) <= social["words"][name]

    post = _opening(paragraphs, fits) or lines.fields.headline
    told, first = lines.figures(post), True
    room = social["points"][name]
    for point in points:
        figures = lines.figures(point)
        longer = f"{post}{chr(10) * (2 if first else 1)}• {point}"
        if room and len(figures - told) * 2 > len(figures) and fits(longer):
            post, first, room = longer, False, room - 1
            told |= figures
    tagged = f"{post}\n\n{' '.join(social['hashtags'])}".rstrip()
    return tagged if fits(tagged) else post


def _opening(paragraphs: Sequence[Sequence[str]], fits: Callable[[str], bool]) -> str:
    """The paragraphs up to the first sentence for which there is no room."""
    post = ""
    for paragraph in paragraphs:
        for number, sentence in enumerate(paragraph):
            longer = f"{post}{' ' if number else chr(10) * 2}{sentence}".lstrip()
            if not fits(longer):
                return post
            post = longer
    return post
