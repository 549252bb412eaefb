"""Fields for search, social posts and push: made of sentences that are already written, cut only between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsgen.house import House
from newsgen.house.marks import plain, visible_length
from newsgen.model import Facts, Plan
from newsgen.write import sentences
from newsgen.write.body import Body
from newsgen.write.fields import Fields, clauses


def write_extras(plan: Plan, facts: Facts, house: House, fields: Fields, body: Body) -> dict[str, str]:
    """The extra fields, marked; the slug is plain."""
    said = _sentences(body)
    title = _title(plan, house)
    least, most = house.length("description")
    made = {
        "seo_title": _headline(fields, house.length("seo_title"), title),
        "description": _description([fields.dek, *said[:4], *_stopped(fields.points)], least, most),
        "slug": _slug(title, facts),
        "social_x": _post(fields, house.length("social_x")),
        "social_telegram": _telegram(fields),
        "push_title": _headline(fields, house.length("push_title"), title),
        "push_body": _first_fitting([fields.dek, *_stopped(fields.points), *said], house.length("push_body")),
        "newsletter": _newsletter(said, *house.length("newsletter")),
        "alt": fields.alt,
    }
    return {key: text for key, text in made.items() if text}


def _sentences(body: Body) -> list[str]:
    """The body's sentences, without what people said and the method note."""
    return [
        sentence
        for part in body.parts
        if not part.move.startswith("quote:") and part.name != "method"
        for paragraph in part.text
        for sentence in paragraph
    ]


def _headline(fields: Fields, most: int, title: str) -> str:
    """The first headline that fits, or its main clause; the story's own title where none does."""
    choices = [text for headline in (fields.headline, *fields.headlines) for text in clauses(headline)]
    return _first_fitting(choices, most) or title


def _first_fitting(choices: Iterable[str], most: int) -> str:
    return next((text for text in choices if text and visible_length(text) <= most), "")


def _description(choices: Sequence[str], least: int, most: int) -> str:
    """One sentence, or two in a row, of the wanted length; else the longest that is not too long."""
    best, longest = "", 0
    for text in (*choices[:3], *[f"{choices[0]} {other}" for other in choices[1:] if other != choices[0]]):
        length = visible_length(text)
        if least <= length <= most:
            return text
        if longest < length <= most:
            best, longest = text, length
    return best


def _stopped(points: Sequence[str]) -> list[str]:
    return [f"{point}." for point in points]


def _telegram(fields: Fields) -> str:
    points = "\n".join(f"• {point}" for point in fields.points)
    return "\n\n".join(text for text in (fields.headline, fields.dek, points) if text)


def _post(fields: Fields, most: int) -> str:
    """The headline and as many points as fit."""
    post = fields.headline
    for point in fields.points:
        longer = f"{post}\n• {point}" if post != fields.headline else f"{post}\n\n• {point}"
        if visible_length(longer) <= most:
            post = longer
    return post


def _newsletter(said: Sequence[str], least: int, most: int) -> str:
    """The first sentences of the body, up to the wanted number of words."""
    kept: list[str] = []
    for sentence in said:
        if sentences.words(" ".join([*kept, sentence])) > most:
            break
        kept.append(sentence)
        if sentences.words(" ".join(kept)) >= least:
            break
    return " ".join(kept)


def _title(plan: Plan, house: House) -> str:
    """The story in a few words: "Bitcoin short squeeze"."""
    angle = house.angles.get(plan.lead.angle)
    subject = house.coin(plan.lead.subject.upper()) if plan.lead.subject else "crypto"
    return sentences.capital(f"{subject} {angle.title.lower() if angle else 'market recap'}")


def _slug(title: str, facts: Facts) -> str:
    """ "bitcoin-short-squeeze-2025-07-14"."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain(title).lower())
    return "-".join([*kept.split(), facts.day.isoformat()])
