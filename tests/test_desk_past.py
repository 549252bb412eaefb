"""The desk's past: templates kept day by day, days told again, and spans of them with today's templates and others."""

from __future__ import annotations

import time
from collections.abc import Callable

from newsgen import newsroom
from newsgen.archive import snapshots
from tests.desk_kit import NOW, Served, desk, desk_settings, told_sample  # noqa: F401

Desk = Callable[..., Served]


def _until(found: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_an_open_desk_keeps_the_templates_as_they_stand(desk: Desk) -> None:
    """At its start, and with every change; a desk of the next day finds them as yesterday's."""
    served = desk(templates=True)
    template = served.settings.templates[0] / "angles" / "ath_new" / "en.md"
    _until(lambda: snapshots(served.settings.out / newsroom.TEMPLATES))
    ((day, kept),) = snapshots(served.settings.out / newsroom.TEMPLATES)
    assert day == NOW.date()
    before, copy = template.read_text("utf-8"), kept / "0" / template.relative_to(served.settings.templates[0])
    assert copy.read_text("utf-8") == before
    served.bench.sheet(served.day)
    template.write_text(before + "\n", "utf-8")
    served.bench.sheet(served.day)
    _until(lambda: copy.read_text("utf-8") == before + "\n")
