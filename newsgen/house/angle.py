"""One story idea as its folder writes it: `rule.toml`, checked and translated when the house is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsgen.catalogue import CATALOGUE
from newsgen.errors import HouseError
from newsgen.house.names import Names, did_you_mean, ended
from newsgen.house.rules import Amount, Rule, compile_amount, compile_rule
from newsgen.house.values import Values

KEYS = ("title", "story", "topic", "subjects", "needs", "when", "score", "boost", "combines", "excludes", "skeletons")
TOPICS = ("liquidations", "prices", "cause", "around")  # which part of an article a support belongs to


@dataclass(frozen=True, slots=True)
class Boost:
    """What a condition adds to the score."""

    when: Rule
    add: Amount


@dataclass(frozen=True, slots=True)
class Worth:
    """What something is worth today: an amount, and what conditions add."""

    amount: Amount
    boosts: tuple[Boost, ...]

    def of(self, values: Values) -> float:
        """The sum of what holds; what rests on a fact that is not known adds nothing."""
        return self.amount.of(values) + sum(b.add.of(values) for b in self.boosts if b.when.judge(values)[0])


def read_worth(table: Mapping[str, Any], names: Names) -> Worth:
    """The worth of `{ worth = 40, boost = [...] }`; raises HouseError for what does not fit."""
    for key in table:
        if key not in ("worth", "boost"):
            raise HouseError(f"{names.where}: `{key}` is not a key of a part; write `worth` and `boost`.")
    boosts = tuple(_boost(entry, names, "") for entry in table.get("boost", ()))
    return Worth(compile_amount(table.get("worth", 0), names, ""), boosts)


@dataclass(frozen=True, slots=True)
class Judged:
    """The rule for one subject: "btc", or "" for the market."""

    subject: str
    needs: tuple[str, ...]
    when: Rule
    score: Amount
    boosts: tuple[Boost, ...]
    because: tuple[str, ...]  # the facts that decide it, in order of reading
    facts: frozenset[str]  # the same


@dataclass(frozen=True, slots=True)
class Angle:
    """A story idea: when it is true, how much it matters, and what it is told with."""

    name: str
    title: str
    story: str
    topic: str
    rules: tuple[Judged, ...]
    combines: tuple[str, ...]
    excludes: tuple[str, ...]
    skeletons: tuple[str, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The coins it may be about; empty for a story of the market."""
        return tuple(rule.subject for rule in self.rules if rule.subject)


def read_angle(name: str, table: Mapping[str, Any], where: str, thresholds: Mapping[str, float]) -> Angle:
    """The angle that a rule.toml describes; raises HouseError for what does not fit."""
    for key in table:
        if key not in KEYS:
            raise HouseError(f"{where}: `{key}` is not a key of a rule; {ended(did_you_mean(key, KEYS))}")
    for key in ("title", "when", "score"):
        if key not in table:
            raise HouseError(f"{where}: there is no `{key}`; write it as in templates/README.md.")
    topic = table.get("topic", TOPICS[0])
    if topic not in TOPICS:
        raise HouseError(f"{where}: `{topic}` is not a topic; write one of {', '.join(TOPICS)}.")
    subjects = words_of(table, "subjects", where)
    for subject in subjects:
        if f"{subject}.name" not in CATALOGUE:
            raise HouseError(f"{where}: `{subject}` is not a coin; write a ticker in lower case such as `btc`.")
    names = Names(where, subjects, thresholds)
    return Angle(
        name=name,
        title=str(table["title"]),
        story=str(table.get("story", "")),
        topic=str(topic),
        rules=tuple(judged(table, names, subject) for subject in subjects or ("",)),
        combines=words_of(table, "combines", where),
        excludes=words_of(table, "excludes", where),
        skeletons=words_of(table, "skeletons", where),
    )


def judged(table: Mapping[str, Any], names: Names, subject: str) -> Judged:
    """The rule of a table for one subject; raises HouseError."""
    needs = tuple(names.named(need).id(subject) for need in words_of(table, "needs", names.where))
    when = compile_rule(str(table["when"]), names, subject)
    boosts = tuple(_boost(entry, names, subject) for entry in table.get("boost", ()))
    because = tuple(dict.fromkeys((*when.reads, *needs)))
    return Judged(
        subject, needs, when, compile_amount(table["score"], names, subject), boosts, because, frozenset(because)
    )


def _boost(entry: object, names: Names, subject: str) -> Boost:
    if not isinstance(entry, dict) or set(entry) != {"when", "add"}:
        raise HouseError(f'{names.where}: a boost has `when` and `add`; write {{ when = "...", add = 4 }}.')
    return Boost(compile_rule(str(entry["when"]), names, subject), compile_amount(entry["add"], names, subject))


def words_of(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The list of words under a key; raises HouseError."""
    value = table.get(key, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise HouseError(f'{where}: `{key}` is a list of words; write {key} = ["..."].')
    return tuple(value)
