"""The gate: nothing goes out that is blocked, held without a name, or changed after its approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import gate
from newsgen.errors import GateError
from newsgen.model import Approval, Finding, Override, Severity, State, Status

WHEN = datetime(2031, 3, 4, 12, tzinfo=UTC)
SHA, OTHER = "a" * 64, "b" * 64
BLOCK = Finding("N1", Severity.BLOCK, "7% is no figure of the day", "body_md: x")
HOLD = Finding("A1", Severity.HOLD, "an extraordinary day", "day")
WARN = Finding("R1", Severity.WARN, "said twice", "body_md: y")


def _approved() -> State:
    return gate.move(State(), Status.APPROVED, by="Ann", when=WHEN, sha256=SHA, findings=[WARN])


def test_a_day_without_blocks_and_holds_goes_out_when_somebody_approved_it():
    """Warnings do not stop it."""
    clearance = gate.clear([WARN], _approved(), SHA)
    assert clearance.may_go
    assert clearance.why_not == ()
    assert clearance.approved == Approval("Ann", WHEN, SHA)
    assert clearance.warns == (WARN,)


def test_an_approval_is_void_for_any_other_bytes():
    """One letter changed, and nobody has approved it."""
    clearance = gate.clear([], _approved(), OTHER)
    assert not clearance.may_go
    assert clearance.approved is None
    assert clearance.why_not == ("The text changed after Ann approved it; approve it again.",)


def test_a_block_is_never_overridden():
    """Not by the desk, and not by a desk.json that claims so."""
    with pytest.raises(GateError, match="cannot be let pass"):
        gate.override(State(), BLOCK, by="Ann", when=WHEN, reason="I know better")
    forged = replace(_approved(), overrides=(Override(gate.key(BLOCK), "Ann", WHEN, "I know better"),))
    clearance = gate.clear([BLOCK], forged, SHA)
    assert clearance.blocks == (BLOCK,)
    assert clearance.why_not == ("1 finding blocks it (N1); mend them.",)


@pytest.mark.parametrize("name", ["policy:daily", " Policy:Daily", "POLICY: daily"])
def test_no_person_signs_as_a_rule_of_the_schedule(name: str):
    with pytest.raises(GateError, match="give your own"):
        gate.move(State(), Status.APPROVED, by=name, when=WHEN, sha256=SHA)
    with pytest.raises(GateError, match="give your own"):
        gate.override(State(), HOLD, by=name, when=WHEN, reason="I know better")
    ruled = gate.move(State(), Status.APPROVED, by="policy:daily", when=WHEN, sha256=SHA, rule=True)
    assert gate.clear([], ruled, SHA).may_go


def test_a_hold_passes_by_name_and_reason_only():
    """The override is for this finding, and for no other of the same guard."""
    with pytest.raises(GateError, match="give both"):
        gate.override(State(), HOLD, by="Ann", when=WHEN, reason=" ")
    state = gate.override(State(), HOLD, by="Ann", when=WHEN, reason="checked by phone")
    other = replace(HOLD, message="another extraordinary thing")
    clearance = gate.clear([HOLD, other], state, SHA)
    assert clearance.holds == (other,)
    assert clearance.overridden == ((HOLD, state.overrides[0]),)


@pytest.mark.parametrize("finding", [BLOCK, HOLD])
def test_nobody_can_approve_what_is_blocked_or_held(finding: Finding):
    """The sentence names the guard."""
    with pytest.raises(GateError, match=finding.id):
        gate.move(State(), Status.APPROVED, by="Ann", when=WHEN, sha256=SHA, findings=[finding])


def test_nobody_without_a_name_moves_a_day():
    """White space is no name."""
    with pytest.raises(GateError, match="give a name"):
        gate.move(State(), Status.APPROVED, by=" \n", when=WHEN, sha256=SHA)


def test_a_day_is_held_from_anywhere_with_a_reason_and_released_again():
    """While it is held it does not go out."""
    with pytest.raises(GateError, match="give one"):
        gate.move(_approved(), Status.HELD, by="Ann", when=WHEN, sha256=SHA)
    held = gate.move(_approved(), Status.HELD, by="Ann", when=WHEN, sha256=SHA, reason="a call is out")
    assert gate.clear([], held, SHA).why_not[0] == "The day is held: a call is out."
    assert gate.move(held, Status.IN_REVIEW, by="Ann", when=WHEN, sha256=SHA).status is Status.IN_REVIEW


def test_a_withdrawn_day_stays_withdrawn():
    """What was fundamentally wrong does not come back."""
    out = gate.move(_approved(), Status.PUBLISHED, by="Ann", when=WHEN, sha256=SHA)
    gone = gate.move(out, Status.WITHDRAWN, by="Ann", when=WHEN, sha256=SHA, reason="the feed was wrong")
    assert gate.allowed(Status.WITHDRAWN) == ()
    assert not gate.clear([], gone, SHA).may_go
    with pytest.raises(GateError, match="nothing else"):
        gate.move(gone, Status.DRAFT, by="Ann", when=WHEN, sha256=SHA)


def test_changed_words_are_not_published_on_an_old_approval():
    """The bytes that go out are the bytes that were read."""
    with pytest.raises(GateError, match="approve it again"):
        gate.move(_approved(), Status.PUBLISHED, by="Ann", when=WHEN, sha256=OTHER)


def test_a_correction_is_approved_by_whoever_sends_it():
    """With a reason, and for the corrected bytes."""
    out = gate.move(_approved(), Status.PUBLISHED, by="Ann", when=WHEN, sha256=SHA)
    mended = gate.move(out, Status.CORRECTED, by="Bob", when=WHEN, sha256=OTHER, reason="a figure was wrong")
    assert gate.clear([], mended, OTHER).approved == Approval("Bob", WHEN, OTHER)


@given(st.lists(st.sampled_from(list(Status)), max_size=8), st.lists(st.sampled_from([BLOCK, HOLD, WARN])))
def test_whatever_the_steps_only_an_approved_clean_text_may_go(steps, findings):
    """The law of the gate: may_go means no block, no open hold, and an approval of these bytes."""
    state = State()
    for to in steps:
        if to in gate.allowed(state.status):
            try:
                state = gate.move(state, to, by="Ann", when=WHEN, sha256=SHA, reason="why", findings=findings)
            except GateError:
                continue
    clearance = gate.clear(findings, state, SHA)
    if clearance.may_go:
        assert BLOCK not in findings
        assert HOLD not in findings
        assert state.approval == Approval("Ann", WHEN, SHA)
        assert state.status not in (Status.HELD, Status.WITHDRAWN, Status.DRAFT)
