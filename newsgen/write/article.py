"""The article: body and short texts, with the marks read off at the last step."""

from __future__ import annotations

from collections.abc import Sequence

from newsgen.errors import NothingToTell
from newsgen.house import House, Telling
from newsgen.house.marks import read_off
from newsgen.model import Article, Facts, Plan, Printed, Remembered, Section, Told
from newsgen.write import sentences
from newsgen.write.body import Body, Part, tell_body
from newsgen.write.extras import write_extras
from newsgen.write.fields import write_fields
from newsgen.write.layout import grouped, headings
from newsgen.write.pictures import write_pictures
from newsgen.write.slots import asked


def write(plan: Plan, facts: Facts, house: House, memory: Sequence[Remembered] = ()) -> Article:
    """The article of a plan, told unlike those in `memory`, the latest first.

    Raises NothingToTell where not one sentence has its facts.
    """
    telling = house.telling(facts, plan.seed, memory)
    body = tell_body(plan, facts, house, telling)
    if not any(part.name != "method" and not part.move.startswith("quote:") for part in body.parts):
        raise NothingToTell(f"nothing can be told of {facts.day}; give tables that reach that day with --data FOLDER.")
    fields = write_fields(plan, body, house, telling)
    extra = write_extras(plan, facts, house, fields, body)
    reader = _Reader(telling)
    headline = reader.read(fields.headline, "headline")
    body_md, sections = _assemble(body, plan, house, telling, reader)
    charts = write_pictures(plan, facts, house, telling, fields.headline, reader.read)
    return Article(
        headline=headline,
        headlines=tuple(reader.read(text, f"headlines.{n}") for n, text in enumerate(fields.headlines)),
        dek=reader.read(fields.dek, "dek"),
        key_points=tuple(reader.read(text, f"key_points.{n}") for n, text in enumerate(fields.points)),
        lead_angle=plan.lead.angle,
        angles=_told(plan, body),
        dropped=(*body.dropped, *plan.dropped),
        sections=sections,
        body_md=body_md,
        words=sentences.words(body_md),
        language=house.language,
        style=house.style,
        as_of=facts.as_of,
        window=facts.window,
        extra={key: reader.read(text, f"extra.{key}") for key, text in extra.items()},
        figures=tuple(reader.printed),
        charts=charts,
        slots=tuple(slot.text for slot in asked(facts, house)),
        skeleton=plan.skeleton,
        seed=plan.seed,
        sample=facts.sample,
        bench=fields.bench,
    )


class _Reader:
    """Reads the marks off one field after another."""

    def __init__(self, telling: Telling) -> None:
        self.meaning = telling.day.meaning
        self.printed: list[Printed] = []

    def read(self, text: str, where: str, at: int = 0) -> str:
        """The field as a reader sees it, or a piece of it that starts `at` characters into it."""
        words, printed = read_off(text, self.meaning, where, at)
        self.printed += printed
        return words


def _assemble(
    body: Body, plan: Plan, house: House, telling: Telling, reader: _Reader
) -> tuple[str, tuple[Section, ...]]:
    """The body as Markdown, and its parts as sections."""
    groups = grouped(body.parts, telling)
    above = headings(groups, plan, house, telling)
    text, sections = "", []
    for place, group in enumerate(groups):
        between = "\n\n" if text else ""
        heading = ""
        if place in above:
            text += f"{between}## "
            heading = reader.read(above[place], "body_md", len(text))
            text, between = text + heading, "\n\n"
        for part in group:
            text += between
            words = reader.read(part.marked, "body_md", len(text))
            text, between = text + words, " "
            sections.append(Section(heading, _section_name(part, plan), words))
            heading = ""
    return text, tuple(sections)


def _section_name(part: Part, plan: Plan) -> str:
    if part.move == "lead":
        return plan.lead.angle
    return "quotes" if part.move.startswith("quote:") else part.name


def _told(plan: Plan, body: Body) -> tuple[Told, ...]:
    told = {part.move for part in body.parts}
    lead = [Told(plan.lead.angle, "lead", plan.lead.score, plan.lead.subject)]
    return (*lead, *(Told(v.angle, "support", v.score, v.subject) for v in plan.supports if f"angle:{v.angle}" in told))
