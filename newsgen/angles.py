"""Facts → Verdicts: which stories are true today, how much they matter, and which facts decided it.

Every rule gets a verdict every day, also when it is refused or cannot be judged.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsgen.house import Angle, House, Values
from newsgen.house.angle import Judged
from newsgen.house.rules import HOLDS, UNKNOWN
from newsgen.model import Facts, Verdict


def load_angles(house: House) -> tuple[Angle, ...]:
    """The angles of the house, by name."""
    return tuple(house.angles.values())


def judge(angles: Sequence[Angle], facts: Facts, house: House) -> tuple[Verdict, ...]:
    """One verdict for each angle; where a rule has several subjects, the best of theirs."""
    values = house.day(facts).values
    return tuple([_best([_judge(angle.name, rule, values, facts) for rule in angle.rules]) for angle in angles])


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    """The highest score of those that hold; else one that was judged."""
    return (
        verdicts[0]
        if len(verdicts) == 1
        else max(verdicts, key=lambda v: (v.holds or False, v.holds is False, v.score))
    )


def _judge(angle: str, rule: Judged, values: Values, facts: Facts) -> Verdict:
    known = facts.known
    all_known = known.keys() >= rule.facts
    because = rule.because if all_known else tuple([fact_id for fact_id in rule.because if fact_id in known])
    if not all_known and (missing := next((need for need in rule.needs if need not in known), "")):
        return Verdict(angle, None, 0.0, because, f"not judged: {_missing(missing, facts)}", rule.subject)
    decided = rule.when.decide(values)
    if decided == HOLDS:
        return Verdict(angle, True, _score(rule, values), because, "", rule.subject)
    if decided == UNKNOWN:
        missing = next(fact_id for fact_id in rule.because if fact_id not in known)
        return Verdict(angle, None, 0.0, because, f"not judged: {_missing(missing, facts)}", rule.subject)
    return Verdict(angle, False, 0.0, because, rule.when.notes[decided], rule.subject)


def _score(rule: Judged, values: Values) -> float:
    return rule.score.of(values) + sum(
        [boost.add.of(values) for boost in rule.boosts if boost.when.decide(values) == HOLDS]
    )


def _missing(fact_id: str, facts: Facts) -> str:
    reason = facts.missing.get(fact_id)
    return f"{fact_id} is missing" + (f" ({reason})" if reason else "")
