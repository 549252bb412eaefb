"""An editor's wishes: what is switched off, promoted or chosen is told so, and a wish that cannot be met says why."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from newsgen import newsroom
from newsgen.model import Facts, Finding, Severity, Wishes
from newsgen.newsroom import Edition
from newsgen.sample import END, folder
from newsgen.wishes import headline_wish
from tests.house_days import shipped

HOUSE = shipped()


@lru_cache(maxsize=1)
def bundled() -> Facts:
    """What is known of the bundled day."""
    return newsroom.facts_of([folder()], END.date(), now=END)


@lru_cache(maxsize=16)
def told(wishes: Wishes = Wishes()) -> Edition:  # noqa: B008 - frozen
    """The bundled day with an editor's wishes."""
    facts = bundled()
    return newsroom.proofread(newsroom.compose(facts, newsroom.verdicts_of(facts, HOUSE), HOUSE, (), wishes))


def warnings(edition: Edition) -> list[Finding]:
    """What is said of wishes."""
    return [finding for finding in edition.findings if finding.id == "E2"]


def names(edition: Edition) -> list[str]:
    """The angles told, the lead first."""
    return [one.name for one in edition.article.angles]


def test_without_wishes_the_rules_decide():
    """Nothing is said of wishes, and the article is the same."""
    facts = bundled()
    plain = newsroom.proofread(newsroom.compose(facts, newsroom.verdicts_of(facts, HOUSE), HOUSE))
    assert plain.article == told().article
    assert warnings(told()) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_switched_off_is_not_told_and_says_so(place: int):
    """Neither as the lead nor beside it."""
    name = names(told())[place]
    edition = told(Wishes(off=(name,)))
    assert name not in names(edition)
    assert {one.reason for one in edition.article.dropped if one.name == name} == {"switched off at the desk"}
    assert edition.status == "draft"
    assert warnings(edition) == []


def test_a_story_that_holds_leads_where_it_is_wished_for():
    """And what led before may support it."""
    wish = next(v.angle for v in told().plan.supports if HOUSE.shapes(v.angle))
    edition = told(Wishes(lead=wish))
    assert edition.article.lead_angle == wish
    assert names(edition)[0] == wish
    assert edition.status == "draft"
    assert warnings(edition) == []


def test_a_day_can_be_told_as_a_brief():
    """No story leads, and the standing parts tell the day."""
    edition = told(Wishes(lead="brief"))
    assert edition.plan.lead.angle == "brief"
    assert edition.article.skeleton.startswith("brief")
    assert warnings(edition) == []


def test_any_shape_that_the_lead_allows_can_be_chosen():
    """Also one that the seed had not drawn."""
    for name in HOUSE.shapes(told().plan.lead.angle):
        edition = told(Wishes(skeleton=name))
        assert edition.article.skeleton == name
        assert warnings(edition) == []


def test_every_headline_on_the_bench_can_be_taken():
    """The chosen one stands first, and the other four follow in their order."""
    bench = told().article.bench
    assert len(bench) == 5
    for place, headline in enumerate(bench):
        article = told(Wishes(headline=headline_wish(bench, place))).article
        assert article.headline == headline.text
        assert article.bench == (headline, *(one for one in bench if one != headline))
        assert article.headlines == tuple(one.text for one in article.bench[1:])


def refused() -> str:
    """An angle that is not true of the bundled day."""
    return next(v.angle for v in told().verdicts if v.holds is False)


def unjudged() -> str:
    """An angle that could not be judged."""
    return next(v.angle for v in told().verdicts if v.holds is None)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(lead="no_such_angle"), "there is no angle of that name"),
        (Wishes(lead=refused()), "not so: "),
        (Wishes(lead=unjudged()), "not judged: "),
        (Wishes(lead=names(told())[1], off=(names(told())[1],)), "it is switched off"),
        (Wishes(skeleton="no_such_shape"), "There is no skeleton"),
        (Wishes(skeleton="brief"), "does not name it"),
        (
            Wishes(headline="no_such_angle:2"),
            "No headline of `no_such_angle` is used as wished: that is not told today",
        ),
        (Wishes(off=("no_such_angle",)), "there is no angle of that name"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why_and_the_day_is_told_without_it(wishes: Wishes, said: str):
    """One warning with a way out; what can be met is met."""
    edition = told(wishes)
    (warning,) = warnings(edition)
    assert said in warning.message
    assert warning.severity is Severity.WARN
    assert warning.hint
    assert edition.article == told(replace(wishes, lead="", skeleton="", headline="")).article


def test_a_story_that_only_supports_cannot_be_promoted():
    """Its rule names no skeletons."""
    only = next(name for name, angle in HOUSE.angles.items() if not angle.skeletons)
    verdicts = tuple(replace(v, holds=True, score=50.0) if v.angle == only else v for v in told().verdicts)
    edition = newsroom.compose(bundled(), verdicts, HOUSE, (), Wishes(lead=only))
    (warning,) = warnings(edition)
    assert "it only supports" in warning.message
