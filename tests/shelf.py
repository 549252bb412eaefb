"""A destination in memory that settings can name (`kind = "shelf"`), so that commands reach it as they reach a site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from newsgen import destinations
from tests.fake_cms import Cms, Door, Time

SITES: dict[str, Cms] = {}
FAULTS: dict[int, object] = {}  # what goes wrong at the requests of a client, by their number


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Door:
    """The site of that name, as `newsgen.destinations` opens any other."""
    assert not options
    assert not any(secrets.values())
    assert now.tzinfo is not None or dry
    return Door(SITES[name], name, faults=FAULTS)


def put_up(monkeypatch: pytest.MonkeyPatch, now: datetime, *names: str) -> dict[str, Cms]:
    """Sites of these names for one test, with one time."""
    time = Time(now)
    sites = {name: Cms(time) for name in names}
    monkeypatch.setattr(destinations, "KINDS", {**destinations.KINDS, "shelf": "tests.shelf"})
    monkeypatch.setattr("tests.shelf.SITES", sites)
    monkeypatch.setattr("tests.shelf.FAULTS", {})
    return sites


def tables(*names: str) -> dict[str, dict[str, object]]:
    """Their tables in the settings."""
    return {name: {"kind": "shelf"} for name in names}
