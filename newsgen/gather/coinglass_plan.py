"""What a CoinGlass key may ask: the subscription, and how much of the call plan each level carries."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from newsgen.gather.coinglass_body import data
from newsgen.gather.numbers import Epoch, malformed, moment
from newsgen.wire import Answer, SourceError, Trouble


class Plan(IntEnum):
    """The vendor's plans in their order; UNKNOWN is a level it has not documented: ask, and take its word."""

    UNKNOWN = 0
    HOBBYIST = 1
    STARTUP = 2
    STANDARD = 3
    PROFESSIONAL = 4
    ENTERPRISE = 5

    def holds(self, least: Plan) -> bool:
        """Whether this plan holds what `least` holds, as far as anybody knows."""
        return self is Plan.UNKNOWN or self >= least

    @property
    def per_minute(self) -> int:
        """Questions a minute, as the vendor states them."""
        return {Plan.STARTUP: 80, Plan.STANDARD: 300, Plan.PROFESSIONAL: 1200, Plan.ENTERPRISE: 1200}.get(self, 30)

    @property
    def coins(self) -> int:
        """For how many coins lists and daily history are asked: the whole plan of a run stays below 30 questions."""
        return 8 if self >= Plan.STARTUP else 5


def read_plan(answer: Answer) -> Plan:
    """The level of the key; raises SourceError (key) where the subscription has expired."""
    found = data(answer)
    if not isinstance(found, dict):
        raise malformed(answer, "no subscription")
    if _expired(found, answer):
        raise SourceError(answer.source, Trouble.KEY, "the subscription has expired")
    level = str(found.get("level", "")).strip().upper()
    return Plan.__members__.get(level, Plan.UNKNOWN)


def _expired(found: dict[str, Any], answer: Answer) -> bool:
    if str(found.get("expired", "")).casefold() in ("true", "1"):
        return True
    try:
        return moment(found.get("expire_time"), Epoch.MILLISECONDS) < answer.fetched_at
    except ValueError:
        return False  # no end stated: the flag alone counts
