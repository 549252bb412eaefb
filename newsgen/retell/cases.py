"""Published days told again: whether newsgen tells what a desk told, and if not, why.

A case is a market folder with a `told.json` beside its tables: angles, facts and claims of a published recap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from newsgen import newsroom
from newsgen.errors import MarketError
from newsgen.house import House
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Facts, Severity, Verdict
from newsgen.newsroom import Edition

from .crew import Crew
from .kinds import serving
from .work import Recipe, opened

TOLD, DROPPED, MISSING, WORDS = "told", "dropped", "missing", "no figure"
UNPRINTED = "no angle or part prints it"
MOST = 3  # reasons given for one thing


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a kind of fact that the desk told; `own` says that the case's own tables hold it."""

    kind: str
    fate: str  # TOLD, DROPPED, MISSING or WORDS
    reason: str = ""  # why it is not told, or the facts that tell it
    own: bool = False

    @property
    def unsaid(self) -> bool:
        """Whether a fact of the case's own tables is dropped because there are no words for it."""
        return self.own and self.fate == DROPPED and self.reason.startswith(UNPRINTED)


@dataclass(frozen=True, slots=True)
class Case:
    """One published day, told again."""

    name: str
    human: tuple[str, ...]  # the desk's angles that the house has
    unknown: tuple[str, ...]  # those that it has not
    held: tuple[str, ...]  # the desk's angles that the rules found true
    lead: str
    supports: tuple[str, ...]
    verdicts: tuple[str, ...]  # what the rules said of the desk's angles, and why they were dropped
    fates: tuple[Fate, ...]
    blocks: tuple[str, ...]
    words: int

    @property
    def allowed(self) -> bool:
        """Whether the day's facts allow one of the desk's angles: its rule could be judged and held."""
        return bool(self.held)

    @property
    def led(self) -> bool:
        """Whether the lead is one of the desk's angles."""
        return self.lead in self.human

    @property
    def told(self) -> bool:
        """Whether the article tells one of the desk's angles, as its lead or beside it."""
        return bool({self.lead, *self.supports} & set(self.human))


def case_folders(folder: Path) -> tuple[Path, ...]:
    """The folders with a told.json in `folder`; raises MarketError where there is none."""
    found = tuple(sorted(file.parent for file in folder.glob("*/told.json")))
    if not found:
        raise MarketError(f"{folder} holds no published days; name a folder of market folders with a told.json each.")
    return found


def retell_case(recipe: Recipe, folder: Path) -> Case:
    """The day of one folder, told beside what its recap told; the tables of the recipe stand below its own."""
    record = _record(folder)
    chronicle = prepare(read_market([*recipe.folders, folder], now=recipe.now))
    house, as_of = opened(recipe.settings), datetime.fromisoformat(record["window_end"])
    day = (as_of - timedelta(microseconds=1)).date()  # of the window: recaps are often dated a day later
    edition = newsroom.tell(chronicle, day, house, as_of=as_of, now=recipe.now)
    human = tuple(angle for angle in record["angles"] if angle in house.angles)
    verdicts = {verdict.angle: verdict for verdict in edition.verdicts}
    return Case(
        name=folder.name,
        human=human,
        unknown=tuple(angle for angle in record["angles"] if angle not in house.angles),
        held=tuple(angle for angle in human if verdicts[angle].holds),
        lead=edition.plan.lead.angle,
        supports=tuple(one.name for one in edition.article.angles if one.role == "support"),
        verdicts=tuple(_thought(verdicts[angle], edition) for angle in human),
        fates=_fates(record, edition, house, folder.name),
        blocks=tuple(f"{f.id} {f.where}: {f.message}" for f in edition.findings if f.severity is Severity.BLOCK),
        words=edition.article.words,
    )


def _record(folder: Path) -> dict[str, Any]:
    try:
        found = msgspec.json.decode((folder / "told.json").read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise MarketError(
            f"{folder / 'told.json'} cannot be read ({error}); mend it or leave the folder out."
        ) from error
    if missing := [key for key in ("date", "window_end", "angles", "fact_order", "claims") if key not in found]:
        raise MarketError(f"{folder / 'told.json'} has no {missing[0]}; see the README of the published days.")
    return found


def _thought(verdict: Verdict, edition: Edition) -> str:
    """What became of one of the desk's angles."""
    subject = f" of {verdict.subject}" if verdict.subject else ""
    if not verdict.holds:
        return f"{verdict.angle}{subject}: {verdict.note if verdict.holds is None else f'not true, {verdict.note}'}"
    if any(one.name == verdict.angle for one in edition.article.angles):
        return f"{verdict.angle}{subject}: told, scored {verdict.score:.0f}"
    reason = next((one.reason for one in edition.article.dropped if one.name == verdict.angle), "not planned")
    return f"{verdict.angle}{subject}: true, {reason}"


def _fates(record: Mapping[str, Any], edition: Edition, house: House, folder: str) -> tuple[Fate, ...]:
    """One fate for each kind of fact, in the order in which the desk told them; then the levels that it claimed."""
    claimed = {"since": "since_record", "share": "share", "ath": "ath", "streak": "streak", "ytd": "ytd"}
    kinds = [*record["fact_order"], *(kind for name, kind in claimed.items() if record["claims"].get(name))]
    found = [_fate(kind, edition, house, folder) for kind in dict.fromkeys(kinds)]
    return (*found, *(_level(claim, edition, house) for claim in record["claims"].get("level") or ()))


def _fate(kind: str, edition: Edition, house: House, folder: str) -> Fate:
    names = serving(kind)
    if not names:
        return Fate(kind, WORDS)
    known = [name for name in names if name in edition.facts.known]
    own = any(origin.file.startswith(f"{folder}/") for name in known for origin in edition.facts.known[name].origins)
    printed = {figure.fact for figure in edition.article.figures}
    if told := [name for name in known if name in printed]:
        return Fate(kind, TOLD, ", ".join(told[:MOST]), own)
    if not known:
        return Fate(kind, MISSING, _missing(names, edition.facts))
    return Fate(kind, DROPPED, _why_dropped(frozenset(known), edition, house) or _unprinted(names, edition), own)


def _unprinted(names: Sequence[str], edition: Edition) -> str:
    """That the house has no words for what is known, and why the rest is not."""
    return "; ".join(filter(None, (UNPRINTED, _missing(names, edition.facts))))


def _missing(names: Sequence[str], facts: Facts) -> str:
    reasons = dict.fromkeys(facts.missing[name] for name in names if name in facts.missing)
    return "; ".join([*reasons][:MOST])


def _level(claim: Mapping[str, Any], edition: Edition, house: House) -> Fate:
    """A round price that the desk named: told, or what newsgen found instead."""
    coin, level = str(claim["coin"]).lower(), float(claim["level"])
    kind = f"level {claim['coin']} {level:,.0f} {claim['event']}"
    known = {name: fact for name, fact in edition.facts.known.items() if name.startswith(f"{coin}.level_")}
    printed = {figure.fact for figure in edition.article.figures}
    if names := [name for name in known if known[name].value == level]:
        told = [name for name in names if name in printed]
        reason = told[0] if told else _why_dropped(frozenset(names), edition, house) or UNPRINTED
        return Fate(kind, TOLD if told else DROPPED, reason)
    if known:
        found = ", ".join(f"{name} {fact.value:,.0f}" for name, fact in known.items() if isinstance(fact.value, float))
        return Fate(kind, DROPPED, f"the candles say otherwise: {found}")
    return Fate(kind, MISSING, "the candles show no round price passed, lost or touched")


def _why_dropped(known: frozenset[str], edition: Edition, house: House) -> str:
    """Why none of these facts is printed: what became of the angles and the standing parts that print them."""
    reasons = (_why(template, edition, house) for template in _printing(house, known))
    return "; ".join([*dict.fromkeys(filter(None, reasons))][:MOST])


def _why(template: str, edition: Edition, house: House) -> str:
    """What became of one angle or standing part; "" where that explains nothing."""
    kind, _, name = template.partition(":")
    plan = edition.plan
    if any(section.angle == name for section in edition.article.sections):
        return f"{name} was told in other words"
    if kind == "angle":
        if reason := next((one.reason for one in edition.article.dropped if one.name == name), ""):
            return f"{name}: {reason}"
        note = next((one.note for one in edition.verdicts if one.angle == name and not one.holds), "")
        return f"{name} is not true: {note}" if note else ""
    if template not in plan.moves:
        return f"{name} has no place in the shape {plan.skeleton}"
    if template in (*house.skeletons[plan.skeleton].reserve, *plan.spare):
        return f"{name} waits for a day that has less to tell"
    return f"{name} had nothing new or no room in {plan.words[1]} words"


@lru_cache(maxsize=512)
def _printing(house: House, known: frozenset[str]) -> tuple[str, ...]:
    """The templates that may print one of these facts; the standing parts first, as the surest place."""
    subjects = ("btc", "eth")
    found = [
        name
        for name, template in house.templates.items()
        if any(house.prints(name, block, subject) & known for block in template.blocks for subject in subjects)
    ]
    return tuple(sorted(found, key=lambda name: (name.startswith("angle:"), name)))


def retell_cases(
    recipe: Recipe, folders: Sequence[Path], crew: Crew, *, watch: Callable[[str, float], object] = lambda *_: None
) -> tuple[Case, ...]:
    """The published days in the order of their folders."""
    found: list[Case] = []
    for case in crew.each(retell_case, ((recipe, folder) for folder in folders)):
        found.append(case)
        watch(case.name, len(found) / len(folders))
    return tuple(found)
