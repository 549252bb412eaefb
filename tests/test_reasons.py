"""Why this story: every angle is accounted for, with the numbers that decided it."""

from __future__ import annotations

from dataclasses import replace

from newsgen import newsroom
from newsgen.model import Wishes
from newsgen.reasons import DROPPED, LEAD, REFUSED, ROLES, SUPPORT, UNJUDGED, Why
from tests.test_wishes import HOUSE, told


def why(wishes: Wishes = Wishes()) -> Why:  # noqa: B008 - frozen
    """Of the bundled day."""
    return newsroom.why_told(told(wishes), HOUSE, wishes=wishes)


def test_every_angle_is_accounted_for_once():
    """The lead first, then what stands beside it, what holds and is not told, what is refused, what is not judged."""
    found = why().angles
    assert {one.name for one in found} == set(HOUSE.angles)
    assert len(found) == len(HOUSE.angles)
    roles = [ROLES.index(one.role) for one in found]
    assert roles == sorted(roles)
    assert [one.name for one in found if one.role in (LEAD, SUPPORT)] == [one.name for one in told().article.angles]
    assert {one.role for one in found} == set(ROLES)


def test_what_is_not_told_says_why():
    """Also what holds; a support needs no excuse."""
    assert all(bool(one.reason) == (one.role != SUPPORT) for one in why().angles)
    scores = [one.score for one in why().angles if one.role == DROPPED]
    assert scores == sorted(scores, reverse=True)


def test_the_terms_of_a_rule_say_what_decided_it():
    """All hold of a story that is true, one fails of a refused one, and each names its numbers."""
    for one in why().angles:
        holds = [term.holds for term in one.terms]
        if one.role in (LEAD, SUPPORT, DROPPED):
            assert False not in holds
            assert True in holds
        if one.role == REFUSED:
            assert False in holds
            failed = [term.text for term in one.terms if term.holds is False]
            assert one.reason.removeprefix("not so: ") in failed
        if one.role == UNJUDGED:
            assert one.reason.startswith("not judged: ")
        assert all(name and value for term in one.terms for name, value in term.numbers)
    assert any(term.numbers for one in why().angles for term in one.terms)


def test_the_refused_come_nearest_first():
    """By the part of their terms that fail."""
    failing = [
        sum(term.holds is False for term in one.terms) / len(one.terms) for one in why().angles if one.role == REFUSED
    ]
    assert failing == sorted(failing)


def test_evidence_is_what_the_facts_say():
    """Printed in the house form, with the sentence of the catalogue and the working."""
    lead = why().angles[0]
    assert lead.evidence
    for one in lead.evidence:
        fact = told().facts.known[one.fact]
        assert one.printed == (newsroom.printed_by(HOUSE)(fact) or str(fact.value))
        assert one.sentence
        assert one.working == fact.working


def test_the_lead_says_why_and_what_else_it_could_be():
    """Its score, its shapes with the one in use, and the styles."""
    found = why()
    assert found.angles[0].reason == found.lead
    assert found.lead.startswith("It scored ")
    assert [shape.name for shape in found.shapes] == list(HOUSE.shapes(told().plan.lead.angle))
    assert [shape.name for shape in found.shapes if shape.used] == [told().article.skeleton]
    assert found.styles == ("wire", "lively")
    assert found.style == HOUSE.style


def test_a_promoted_story_says_so():
    """And what was switched off is still listed, with its evidence."""
    wish = next(one.name for one in why().angles if one.role == SUPPORT and one.may_lead)
    off = why().angles[0].name
    wishes = Wishes(lead=wish, off=(off,))
    found = why(wishes)
    assert found.lead.startswith("Promoted at the desk")
    assert found.angles[0].wished
    gone = next(one for one in found.angles if one.name == off)
    assert (gone.role, gone.off, gone.reason) == (DROPPED, True, "switched off at the desk")
    assert gone.evidence


def test_what_was_passed_over_says_so():
    """A stronger story that cannot lead is named with the reason."""
    only = next(name for name, angle in HOUSE.angles.items() if not angle.skeletons)
    verdicts = tuple(replace(v, holds=True, score=150.0) if v.angle == only else v for v in told().verdicts)
    edition = newsroom.compose(told().facts, verdicts, HOUSE)
    assert f"{only} scored 150 and only supports" in newsroom.why_told(edition, HOUSE).lead
