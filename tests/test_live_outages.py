"""What outages cost: the whole command, as a process, is never wrong and never crashes, whoever is out of reach."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from benchmarks.outages import Cost, Outage, outages, played
from benchmarks.truth import ALL, Truth, gathered, need_of
from tests.fakes import Fakes

TELLING = (
    "all well", "coinglass down", "binance down", "no keys", "all slow", "all down", "all rate-limited",
    "all keys wrong", "CoinGlass plan hobbyist",
)  # fmt: skip
LIQUIDATIONS = ("short_squeeze", "long_flush", "quiet_market")


class House:
    """The fakes, what is true of their day, and the outages played so far."""

    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes
        self.truth = Truth(gathered(need_of(fakes.world.now), fakes.environment(), ALL))
        rows = [one for found in self.truth.rows.values() for one in found]
        self.known = frozenset(self.truth.facts(rows).known)
        self.costs: dict[str, Cost] = {}

    def cost(self, outage: Outage) -> Cost:
        """Each is played once, however many tests look at it."""
        if outage.name not in self.costs:
            self.costs[outage.name] = played(outage, self.fakes, self.truth, self.known)
        return self.costs[outage.name]

    def of(self, name: str) -> Cost:
        return self.cost(next(one for one in outages() if one.name == name))


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with Fakes() as fakes:
        yield House(fakes)


def sound(cost: Cost) -> None:
    """Told, held or not told at all; in no case wrong, and in no case a traceback."""
    assert cost.wrong == ()
    assert "Traceback" not in cost.error
    assert cost.exit in (0, 1), cost
    if cost.exit == 1:
        assert len(cost.error.splitlines()) == 1
        assert cost.error.endswith(".")
    assert cost.seconds < 30


def test_the_telling_outages_are_all_there() -> None:
    assert set(TELLING) <= {one.name for one in outages()}


@pytest.mark.parametrize("name", TELLING)
def test_an_outage_costs_facts_and_never_truth(name: str, house: House) -> None:
    sound(house.of(name))


@pytest.mark.campaign
def test_every_other_outage_costs_facts_and_never_truth(house: House, pytestconfig: pytest.Config) -> None:
    """Each source down in turn, and everybody at once; outside a campaign a seeded tenth is played."""
    others = [one for one in outages() if one.name not in TELLING]
    whole = "campaign" in pytestconfig.getoption("markexpr")
    for outage in others if whole else random.Random(len(others)).sample(others, len(others) // 10):
        sound(house.cost(outage))


def test_an_article_is_told_whoever_is_down_while_somebody_has_prices(house: House) -> None:
    """Without any key it is a recap of prices, with CoinGlass it is the whole."""
    whole, free, without = house.of("all well"), house.of("no keys"), house.of("coinglass down")
    assert whole.status == "draft"
    assert whole.lead == "short_squeeze"
    assert free.words >= 100
    assert free.lead not in LIQUIDATIONS
    assert "liq" in free.lost
    assert whole.facts > without.facts > free.facts


def test_the_loss_of_one_exchange_is_made_up_for(house: House) -> None:
    whole, less = house.of("all well"), house.of("binance down")
    assert less.status in ("draft", "held")
    assert less.lead == whole.lead
    assert less.facts >= 0.6 * whole.facts


def test_slowness_costs_nothing_but_time(house: House) -> None:
    assert house.of("all slow").facts >= 0.9 * house.of("all well").facts


def test_where_nobody_answers_nothing_is_told(house: House) -> None:
    cost = house.of("all down")
    assert (cost.status, cost.exit, cost.words) == ("failed", 1, 0)
    assert "newsgen doctor" in cost.error
