"""The plan: what leads, what supports, in which order, and what is left out and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsgen.model import Facts, Plan, Quote, Remembered, Severity, Verdict
from newsgen.plan import advice, arrange
from tests.house_days import END, MONEY, PRICES, SQUEEZE, day, shipped

HOUSE = shipped()
STORY = day(MONEY, PRICES, {"series.ratio": 3.4, "series.day": END.date(), "btc.week_ago": 108_263.0})


def verdict(name: str, score: float, subject: str = "", holds: bool | None = True) -> Verdict:
    """A verdict as a rule would give it."""
    return Verdict(name, holds, score, (), "" if holds else "not judged: no table", subject)


def plan(*verdicts: Verdict, facts: Facts = STORY, seed: int = 3, memory: tuple[Remembered, ...] = ()) -> Plan:
    """The plan for some verdicts."""
    return arrange(verdicts, facts, HOUSE, seed=seed, memory=memory)


def article(lead: str, *angles: str, skeleton: str = "", parts: tuple[str, ...] = ()) -> Remembered:
    """An article told before."""
    return Remembered(END.date(), lead, "", angles, skeleton, parts, "", ())


def names(verdicts: tuple[Verdict, ...]) -> list[str]:
    """Their angles."""
    return [entry.angle for entry in verdicts]


def test_the_strongest_story_leads_and_the_others_support_it():
    """By score."""
    made = plan(
        verdict("whale_order", 56), verdict("short_squeeze", 80, "btc"), verdict("weekly_performance", 53, "btc")
    )
    assert made.lead.angle == "short_squeeze"
    assert names(made.supports) == ["whale_order", "weekly_performance"]


def test_what_the_lead_combines_with_comes_forward():
    """A preferred support outweighs a slightly stronger one."""
    squeeze = HOUSE.angles["short_squeeze"]
    assert "prev_event_callback" in squeeze.combines
    assert "whale_order" not in squeeze.combines
    made = plan(verdict("short_squeeze", 80, "btc"), verdict("whale_order", 56), verdict("prev_event_callback", 50))
    assert names(made.supports) == ["prev_event_callback", "whale_order"]


def test_what_excludes_one_another_is_never_told_together():
    """From whichever side it was written, with the reason."""
    made = plan(verdict("short_squeeze", 80, "btc"), verdict("long_flush", 79, "btc"), verdict("quiet_day", 60))
    assert names(made.supports) == []
    assert {entry.name: entry.reason for entry in made.dropped} == {
        "long_flush": "excluded by short_squeeze",
        "quiet_day": "excluded by short_squeeze",
    }


def test_what_is_not_judged_says_why():
    """And what is refused is not called dropped."""
    made = plan(
        verdict("short_squeeze", 80, "btc"), verdict("whale_order", 0, holds=None), verdict("two_sided", 0, holds=False)
    )
    assert [(entry.name, entry.reason) for entry in made.dropped] == [("whale_order", "not judged: no table")]


def test_the_weakest_of_many_are_dropped_with_their_score():
    """More supports than a text can hold."""
    many = [verdict(name, 90 - place) for place, name in enumerate(sorted(HOUSE.angles)) if name != "short_squeeze"]
    made = plan(verdict("short_squeeze", 99, "btc"), *many)
    most = HOUSE.length("supports") + HOUSE.length("spare_supports")
    assert len(made.supports) == most
    assert any(entry.reason.endswith(f"{most} supports were stronger") for entry in made.dropped)


def test_a_story_whose_opening_lacks_a_fact_does_not_lead():
    """The next one does; it may still support."""
    made = plan(verdict("record_total", 99), verdict("short_squeeze", 80, "btc"), facts=SQUEEZE)
    assert made.lead.angle == "short_squeeze"


def test_where_no_story_holds_the_standing_parts_make_a_brief():
    """A lead that is no angle."""
    made = plan(verdict("short_squeeze", 0, "btc", holds=False))
    assert (made.lead.angle, made.supports) == ("brief", ())
    assert made.skeleton.startswith("brief")
    assert all(move.startswith("beat:") for move in made.moves)


def test_a_rule_may_also_take_the_variations_of_the_shapes_that_it_names():
    """Those whose names go on after an underscore, beside the shape that they vary."""
    shapes = HOUSE.angles["quiet_day"].skeletons
    assert shapes[:2] == ("quiet", "quiet_market")
    assert all(name in shapes for name in HOUSE.skeletons if name.startswith("quiet_"))
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("seed", range(6))
def test_the_shape_is_one_of_the_leads_own(seed: int):
    """Rotated by the day's seed."""
    shapes = HOUSE.angles["short_squeeze"].skeletons
    assert plan(verdict("short_squeeze", 80, "btc"), seed=seed).skeleton == shapes[seed % len(shapes)]


def test_every_support_has_exactly_one_place():
    """Also those for which the shape has none."""
    stories = [
        verdict(name, 60) for name in ("whale_order", "weekly_performance", "prev_event_callback", "altcoin_led")
    ]
    for lead in ("short_squeeze", "milestone_broken", "two_sided"):
        for seed in range(3):
            made = plan(verdict(lead, 99, "btc"), *stories, facts=STORY, seed=seed)
            placed = [move for move in made.moves if move.startswith("angle:")]
            assert sorted(placed) == sorted(f"angle:{name}" for name in names(made.supports))
            assert len(set(made.moves)) == len(made.moves)


def test_a_support_stands_before_the_part_that_tells_its_figures():
    """So that both are told, and together."""
    moves = plan(verdict("short_squeeze", 80, "btc"), verdict("whale_order", 56)).moves
    assert moves.index("beat:order") == moves.index("angle:whale_order") + 1


def test_a_story_that_led_yesterday_steps_back():
    """Unless it is clearly the stronger."""
    close = verdict("short_squeeze", 80, "btc"), verdict("whale_order", 70)
    assert plan(*close, memory=(article("short_squeeze"),)).lead.angle == "whale_order"
    assert plan(*close, memory=(article("two_sided"), article("short_squeeze"))).lead.angle == "short_squeeze"
    assert plan(*close).lead.angle == "short_squeeze"


def test_a_support_told_yesterday_gives_way_to_one_that_was_not():
    """A little stronger is not enough."""
    lead, *others = verdict("two_sided", 90), verdict("traders_count", 56), verdict("open_interest_drop", 50)
    assert not {"traders_count", "open_interest_drop"} & set(HOUSE.angles["two_sided"].combines)
    assert names(plan(lead, *others).supports) == ["traders_count", "open_interest_drop"]
    yesterday = article("quiet_day", "traders_count")
    assert names(plan(lead, *others, memory=(yesterday,)).supports) == ["open_interest_drop", "traders_count"]


def test_of_the_leads_shapes_the_one_used_longest_ago_is_taken():
    """Whatever the seed."""
    shapes = HOUSE.angles["short_squeeze"].skeletons
    used = tuple(article("brief", skeleton=name) for name in shapes)  # the first one yesterday
    for seed in range(4):
        assert plan(verdict("short_squeeze", 80, "btc"), seed=seed, memory=used).skeleton == shapes[-1]


def test_the_part_that_is_worth_least_today_goes_first():
    """What was told yesterday is worth less, and what must stay is not among them."""
    rested = plan(verdict("two_sided", 80))
    kept = HOUSE.skeletons[rested.skeleton].keep
    assert not kept & set(rested.spare)
    last = rested.spare[-1].partition(":")[2]
    tired = plan(verdict("two_sided", 80), memory=(article("brief", skeleton="none", parts=(last,)),))
    assert tired.spare.index(f"beat:{last}") < len(tired.spare) - 1


def test_an_ordinary_day_has_fewer_words_than_a_great_one():
    """The least stays."""
    calm, great = plan(verdict("two_sided", 40), seed=1), plan(verdict("two_sided", 90), seed=1)
    assert calm.words[0] == great.words[0]
    assert calm.words[1] < great.words[1]


def quote(*topics: str) -> Quote:
    """Someone saying something about these topics."""
    return Quote("A", "the move has room", "interview", said_at=END - timedelta(hours=2), topics=topics)


def test_quotes_are_placed_where_they_fit_what_is_told():
    """At most two, the better fitting ones, in the order on file; those on other matters are left out."""
    on_file = (quote("regulation"), quote("BTC"), quote("equities", "BTC", "squeeze"), quote("BTC", "squeeze"))
    facts = day(MONEY, PRICES, quotes=on_file)
    made = plan(verdict("short_squeeze", 80, "btc"), facts=facts)
    assert [move for move in made.moves if move.startswith("quote:")] == ["quote:2", "quote:3"]


def test_a_text_with_quotes_and_many_supports_may_be_longer():
    """Where the day earns it; a quiet day never."""
    stories = [
        verdict(name, 60)
        for name in ("whale_order", "weekly_performance", "prev_event_callback", "exchange_concentration")
    ]
    facts = day(MONEY, PRICES, quotes=(quote("BTC"),))
    made = plan(verdict("short_squeeze", 80, "btc"), *stories, facts=facts)
    assert made.words[1] == HOUSE.length("stretch")
    great = HOUSE.length("salience")[1]
    assert plan(verdict("short_squeeze", great, "btc"), *stories).words == HOUSE.skeletons[made.skeleton].words


def test_a_day_without_a_story_comes_with_the_advice_to_skip_it():
    """With the best scores; a day with a story has none."""
    thin = (verdict("streak_price", 28, "btc"), verdict("whale_order", 12))
    (found,) = advice(plan(*thin), thin, HOUSE)
    assert found.severity is Severity.WARN
    assert found.message == "No story reaches 40 points: the best are streak_price 28, whale_order 12."
    assert "skip" in found.hint
    assert advice(plan(verdict("two_sided", 80)), (verdict("two_sided", 80),), HOUSE) == ()
    assert "no rule is true" in advice(plan(), (), HOUSE)[0].message
