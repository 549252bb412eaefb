"""What CoinGlass asks of a question: the key's header, the plan, the parameters, and how far back a plan may look."""

from __future__ import annotations

from .kit import Ask, Refused, Reply, said
from .papers import DAY, HOUR

KEY = "fakecoinglasskey0123456789abcdef"
LEVELS = ("HOBBYIST", "STARTUP", "STANDARD", "PROFESSIONAL")
PER_MINUTE = {"HOBBYIST": 30, "STARTUP": 80, "STANDARD": 300, "PROFESSIONAL": 1200}
UPGRADE = said({"code": "401", "msg": "Upgrade plan"})
HISTORY_STEPS = {"1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1800}
HISTORY_STEPS |= {f"{n}h": n * HOUR for n in (1, 2, 4, 6, 8, 12)} | {"1d": DAY, "1w": 7 * DAY}
ALL = 100_000
# Days of history by interval, one number for each of LEVELS; 0 where the plan does not hold the interval.
REACH = {
    "1m": (0, 0, 6, 12), "3m": (0, 0, 20, 40), "5m": (0, 0, 30, 60), "15m": (0, 0, 90, 180), "30m": (0, 90, 180, 360),
    "1h": (0, 180, 360, 720), "2h": (0, 180, 360, 720), "4h": (180, 180, 360, 720), "6h": (360, 360, 360, 720),
    "8h": (360, 360, 360, 720), "12h": (360, 360, 360, 720), "1d": (ALL,) * 4, "1w": (ALL,) * 4,
}  # fmt: skip


def check_key(ask: Ask) -> None:
    """The key must stand in CG-API-KEY; the header of older versions counts for nothing."""
    found = ask.headers.get("cg-api-key", "")
    if not found:
        raise Refused(said({"code": "401", "msg": "API key missing."}))
    if found != KEY:
        raise Refused(said({"code": "400", "msg": "Invalid API key provided"}))


def needs(ask: Ask, level: str) -> None:
    """The plan must be at least `level`."""
    if LEVELS.index(ask.plan) < LEVELS.index(level):
        raise Refused(UPGRADE)


def required(ask: Ask, *names: str) -> tuple[str, ...]:
    """The values of parameters that must be there."""
    for name in names:
        if not ask.params.get(name):
            raise Refused(said({"code": "400", "msg": f"Required String parameter '{name}' is not present"}))
    return tuple(ask.params[name] for name in names)


def span(ask: Ask, interval: str) -> tuple[int, int, int, int]:
    """Of a history question: seconds per bucket, from, until (seconds), how many at most."""
    if interval not in HISTORY_STEPS:
        raise Refused(said({"code": "400", "msg": "The requested interval is not supported."}))
    reach = REACH[interval][LEVELS.index(ask.plan)]
    if not reach:
        raise Refused(UPGRADE)
    bad: Reply = said({"code": "400", "msg": "Parameter type mismatch"})
    limit, now = ask.whole("limit", 1000, bad), ask.world.at
    if not 1 <= limit <= 1000:
        raise Refused(said({"code": "400", "msg": "limit must be between 1 and 1000"}))
    step = HISTORY_STEPS[interval]
    last = min(now, ask.whole("end_time", now * 1000, bad) // 1000 + 1)
    first = max(ask.whole("start_time", 0, bad) // 1000, now - reach * DAY, last - limit * step)
    return step, first, last, limit
