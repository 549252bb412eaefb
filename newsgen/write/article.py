"""The article: body and short texts, with the marks read off at the last step."""

from __future__ import annotations

from newsgen.errors import NothingToTell
from newsgen.house import House, Telling
from newsgen.house.marks import plain, read_off
from newsgen.model import Article, Facts, Plan, Printed, Section, Told
from newsgen.write import sentences
from newsgen.write.body import Body, Part, tell_body
from newsgen.write.extras import write_extras
from newsgen.write.fields import write_fields
from newsgen.write.layout import grouped, headings


def write(plan: Plan, facts: Facts, house: House) -> Article:
    """The article of a plan; raises NothingToTell where not one sentence has its facts."""
    telling = house.telling(facts, plan.seed)
    body = tell_body(plan, facts, house, telling)
    if not any(part.name != "method" and not part.move.startswith("quote:") for part in body.parts):
        raise NothingToTell(f"nothing can be told of {facts.day}; give tables that reach that day with --data FOLDER.")
    fields = write_fields(plan, body, house, telling)
    extra = write_extras(plan, facts, house, fields, body)
    text, sections = _assemble(body, plan, house, telling)
    reader = _Reader(telling)
    headline = reader.read(fields.headline, "headline")
    body_md = reader.read(text, "body_md")
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
        slots=_slots(facts, house),
        skeleton=plan.skeleton,
        seed=plan.seed,
        sample=facts.sample,
    )


class _Reader:
    """Reads the marks off one field after another."""

    def __init__(self, telling: Telling) -> None:
        self.table = telling.table
        self.printed: list[Printed] = []

    def read(self, text: str, where: str) -> str:
        """The field as a reader sees it."""
        words, printed = read_off(text, self.table, where)
        self.printed += printed
        return words


def _assemble(body: Body, plan: Plan, house: House, telling: Telling) -> tuple[str, tuple[Section, ...]]:
    """The body as marked Markdown, and its parts as plain sections."""
    groups = grouped(body.parts, telling)
    above = headings(groups, plan, house, telling)
    pieces, sections = [], []
    for place, group in enumerate(groups):
        heading = above.get(place, "")
        pieces += [f"## {heading}"] if heading else []
        pieces.append(" ".join([part.marked for part in group]))
        for part in group:
            sections.append(Section(plain(heading), _section_name(part, plan), plain(part.marked)))
            heading = ""
    return "\n\n".join(pieces), tuple(sections)


def _section_name(part: Part, plan: Plan) -> str:
    if part.move == "lead":
        return plan.lead.angle
    return "quotes" if part.move.startswith("quote:") else part.name


def _told(plan: Plan, body: Body) -> tuple[Told, ...]:
    told = {part.move for part in body.parts}
    lead = [Told(plan.lead.angle, "lead", plan.lead.score, plan.lead.subject)]
    return (*lead, *(Told(v.angle, "support", v.score, v.subject) for v in plan.supports if f"angle:{v.angle}" in told))


def _slots(facts: Facts, house: House) -> tuple[str, ...]:
    """What an editor is asked: why a large move happened, where nothing on file says so."""
    change = facts.value("btc.change_24h")
    if facts.events or not isinstance(change, int | float) or abs(change) < house.thresholds["context_move"]:
        return ()
    figure = house.figure(facts.known["btc.change_24h"])
    way = "rose" if change > 0 else "fell"
    return (f"Bitcoin {way} {figure} and no event is on file: add a sentence with its source, or leave this out.",)
