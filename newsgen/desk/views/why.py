"""Why this story: every angle with its evidence and what became of it, and what an editor may have otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen import newsroom, reasons
from newsgen.desk import decisions
from newsgen.desk.material import memory_of
from newsgen.desk.site import Tab, back, day_of, desk_of, form_of, number_in, session_of
from newsgen.desk.views.article import bench
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import DeskError
from newsgen.house import House
from newsgen.model import Article, Finding, State, Wishes
from newsgen.newsroom import Edition
from newsgen.reasons import Reason, Why

TAB = Tab("why", "Why this story", "w")
VIEWS = ("why", "article")  # where a choice can be made
UNMET = "E2"
LONGEST = 100  # characters of a wish
GROUPS = {
    "told": ("Told", (reasons.LEAD, reasons.SUPPORT)),
    "true": ("True but not told", (reasons.DROPPED,)),
    "refused": ("Not true today", (reasons.REFUSED,)),
    "unjudged": ("Not judged", (reasons.UNJUDGED,)),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Angles of which the same became."""

    key: str
    title: str
    angles: tuple[Reason, ...] = field(metadata={"help": "Those that the filter lets through"})
    of: int = field(metadata={"help": "How many there are"})


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is otherwise than before."""

    what: str
    before: str
    after: str


async def show(request: Request) -> Response:
    """Every angle, the shapes, styles and headlines there are, and what the wishes changed."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    asked = request.query_params.get("q", "")[:100]
    found, before = await desk.run(lambda: (why(desk.bench, sheet), unwished(desk.bench, sheet)))
    return desk.page(
        request,
        "why",
        sheet=sheet,
        why=found,
        groups=tuple(groups(found, asked)),
        asked=asked,
        bench=await desk.run(lambda: tuple(bench(desk.bench, sheet))),
        own_headline=sheet.manuscript.headline != sheet.generated.article.headline,
        wished=tuple(wished(sheet.state, sheet.house)),
        unmet=tuple(one for one in sheet.generated.findings if one.id == UNMET),
        changes=tuple(changes(before, sheet.generated, sheet.house)) if before else (),
    )


async def wish(request: Request) -> Response:
    """Take one choice; the day is planned, written and checked again."""
    desk, form, day = desk_of(request), await form_of(request), day_of(request)
    view = form.get("view", "")
    before = await desk.sheet(request)
    wishes, style = chosen(before.state, form, before.house)
    after = await desk.run(
        decisions.wish,
        desk.bench,
        day,
        wishes,
        style,
        by=session_of(request).name,
        revision=number_in(form, "revision"),
    )
    return back(request, f"/days/{day}/{view if view in VIEWS else VIEWS[0]}", said(before.generated, after))


def why(bench: Workbench, sheet: Sheet) -> Why:
    """The reasons of a day."""
    house, one = sheet.house, sheet.generated
    memory = memory_of(sheet.folder, house, bench.settings)
    return reasons.why(
        one.facts, one.verdicts, one.plan, one.article, house, newsroom.printed_by(house),
        wishes=sheet.state.wishes, memory=memory,
    )  # fmt: skip


def unwished(bench: Workbench, sheet: Sheet) -> Edition | None:
    """What newsgen would write without any wish; None where there is none, or nothing can be written now."""
    if sheet.error or (sheet.state.wishes == Wishes() and not sheet.state.style):
        return None
    return bench.tried(sheet.day, replace(sheet.state, wishes=Wishes(), style=""))


def groups(found: Why, asked: str) -> Iterator[Group]:
    """The angles by what became of them; with a filter those that have all its words."""
    words = asked.lower().split()
    for key, (title, roles) in GROUPS.items():
        own = [one for one in found.angles if one.role in roles]
        yield Group(key, title, tuple(one for one in own if all(word in _text(one) for word in words)), len(own))


def chosen(state: State, form: Mapping[str, str], house: House) -> tuple[Wishes, str]:
    """Wishes and style after the one choice of a form; raises DeskError for what there is not."""
    wishes = state.wishes
    if "undo" in form:
        return Wishes(), ""
    if name := form.get("off") or form.get("on"):
        _known(name, house.angles, "angle")
        others = tuple(one for one in wishes.off if one != name)
        return replace(wishes, off=(*others, name) if "off" in form else others), state.style
    if "lead" in form:
        _known(form["lead"], ("", *house.angles), "angle")
        # Another lead has shapes of its own.
        return replace(wishes, lead=form["lead"], skeleton=""), state.style
    if "skeleton" in form:
        _known(form["skeleton"], ("", *house.skeletons), "shape")
        return replace(wishes, skeleton=form["skeleton"]), state.style
    if "headline" in form:
        if len(form["headline"]) > LONGEST:
            raise DeskError("There is no such headline; load the page again and choose another.")
        parts = (name.removeprefix("beat:") for name in house.templates if name.startswith("beat:"))
        _known(form["headline"].partition(":")[0], ("", *house.angles, *parts), "headline")
        return replace(wishes, headline=form["headline"]), state.style
    if "style" in form:
        _known(form["style"], ("", *house.settings["styles"]), "style")
        return wishes, form["style"]
    raise DeskError("The form names no choice; load the page again and repeat it.")


def wished(state: State, house: House) -> Iterator[str]:
    """The wishes in words."""
    wishes = state.wishes
    yield from (f"{_title(name, house)} is switched off" for name in wishes.off)
    if wishes.lead:
        yield f"{_title(wishes.lead, house)} leads"
    if wishes.skeleton:
        yield f"The shape is {_shape(wishes.skeleton, house)}"
    if wishes.headline:
        name, _, nth = wishes.headline.partition(":")
        yield f"The headline is that of {_title(name, house)}{f', number {nth}' if nth else ''}"
    if state.style:
        yield f"The style is {state.style}"


def changes(before: Edition, after: Edition, house: House) -> Iterator[Change]:
    """What differs between two tellings of a day."""
    one, other = before.article, after.article
    pairs = {
        "Lead": (_title(before.plan.lead.angle, house), _title(after.plan.lead.angle, house)),
        "Headline": (one.headline, other.headline),
        "Shape": (_shape(one.skeleton, house), _shape(other.skeleton, house)),
        "Style": (one.style, other.style),
        "Words": (str(one.words), str(other.words)),
        "Angles told": (_names(one, house), _names(other, house)),
        "Findings": (_counts(before.findings), _counts(after.findings)),
    }
    yield from (Change(what, old, new) for what, (old, new) in pairs.items() if old != new)


def said(before: Edition, after: Sheet) -> str:
    """What a choice changed, in a line, and why it did not."""
    short = ("Lead", "Shape", "Style", "Words", "Findings")
    found = [
        f"{one.what}: {one.before} → {one.after}"
        for one in changes(before, after.generated, after.house)
        if one.what in short
    ]
    new = before.article.headline != after.generated.article.headline
    unmet = [one.message for one in after.generated.findings if one.id == UNMET and one not in before.findings]
    told = "; ".join([*found, *(["another headline"] if new else [])]) or "Nothing changed in the text"
    return " ".join([f"{told[0].upper()}{told[1:]}.", *unmet])


def _known(name: str, names: Sequence[str] | Mapping[str, object], what: str) -> None:
    if name not in names:
        raise DeskError(f"There is no such {what}; load the page again and choose another.")


def _text(one: Reason) -> str:
    facts = " ".join(f"{item.fact} {item.sentence}" for item in one.evidence)
    return f"{one.name} {_plain(one.name)} {one.title} {one.subject} {one.reason} {one.when} {facts}".lower()


def _names(article: Article, house: House) -> str:
    return ", ".join(_title(told.name, house) for told in article.angles)


def _title(name: str, house: House) -> str:
    return house.angles[name].title if name in house.angles else _plain(name)


def _shape(name: str, house: House) -> str:
    return house.skeletons[name].title if name in house.skeletons else _plain(name)


def _counts(findings: Sequence[Finding]) -> str:
    return f"{len(findings)}" + (f" ({', '.join(dict.fromkeys(one.id for one in findings))})" if findings else "")


def _plain(name: str) -> str:
    return name.replace("_", " ")


ROUTES = (
    Route("/days/{day:day}/why", show),
    Route("/days/{day:day}/wish", wish, methods=["POST"]),
)
