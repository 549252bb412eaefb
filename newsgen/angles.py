"""Facts → Verdicts: which stories are true today, how much they matter, and which facts decided it.

Every rule gets a verdict every day, also when it is refused or cannot be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsgen.house import Angle, House, MissingFact, Values
from newsgen.house.angle import Judged
from newsgen.model import Facts, Verdict


def load_angles(house: House) -> tuple[Angle, ...]:
    """The angles of the house, by name."""
    return tuple(house.angles.values())


def judge(angles: Sequence[Angle], facts: Facts, house: House) -> tuple[Verdict, ...]:  # noqa: ARG001
    """One verdict for each angle; where a rule has several subjects, the best of theirs."""
    values = Values(facts.known)
    return tuple(_best(angle, values, facts) for angle in angles)


def _best(angle: Angle, values: Values, facts: Facts) -> Verdict:
    best: tuple[float, float, Judged, str] | None = None
    for rule in angle.rules:
        holds, score, note = _judge(rule, values, facts)
        rank = 2.0 if holds else 0.0 if holds is None else 1.0
        if best is None or (rank, score) > best[:2]:
            best = (rank, score, rule, note)
    if best is None:
        raise AssertionError("an angle has at least one rule")
    rank, score, rule, note = best
    known = facts.known
    because = tuple([fact_id for fact_id in rule.because if fact_id in known])
    return Verdict(angle.name, (None, False, True)[int(rank)], score, because, note, rule.subject)


def _judge(rule: Judged, values: Values, facts: Facts) -> tuple[bool | None, float, str]:
    for need in rule.needs:
        if need not in facts.known:
            return None, 0.0, f"not judged: {_missing(need, facts)}"
    holds, term = rule.when.judge(values)
    if holds is None:
        return None, 0.0, f"not judged: {_missing(next(i for i in rule.because if i not in facts.known), facts)}"
    if not holds:
        return False, 0.0, f"not so: {term}"
    return True, _score(rule, values), ""


def _score(rule: Judged, values: Values) -> float:
    score = _amount(rule.score.of, values)
    for boost in rule.boosts:
        if boost.when.judge(values)[0]:
            score += _amount(boost.add.of, values)
    return score


def _amount(of: Callable[[Values], float], values: Values) -> float:
    try:
        return float(of(values))
    except MissingFact:  # a part of the score that rests on what is not known adds nothing
        return 0.0


def _missing(fact_id: str, facts: Facts) -> str:
    reason = facts.missing.get(fact_id)
    return f"{fact_id} is missing" + (f" ({reason})" if reason else "")
