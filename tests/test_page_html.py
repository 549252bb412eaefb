"""The page is HTML by the book: the checker of the people who write the book finds nothing."""

from __future__ import annotations

from pathlib import Path

from tests import page_kit, real_days
from tests.services.checker import html_errors


def test_the_checker_finds_nothing_on_any_page(shared: Path) -> None:  # noqa: ARG001
    """The sample for readers and for the desk, real days quiet and wild, an edited day, and an attacked one."""
    told = [page_kit.sample(), *(real_days.told(name) for name in ("2024-03-05", "2022-11-09", "2023-08-12"))]
    pages = [page_kit.page_of(edition.article, edition.facts, for_readers=True) for edition in told]
    pages.append(page_kit.page_of(told[0].article, told[0].facts, findings=(page_kit.FINDING,), status="held"))
    notes = {"approval": page_kit.APPROVAL, "corrections": [page_kit.CORRECTION], "canonical": "https://example.org/a"}
    pages.append(page_kit.page_of(page_kit.rich(), for_readers=True, **notes))
    pages.append(page_kit.page_of(*page_kit.hostile(), findings=(page_kit.FINDING,), status="held", **notes))
    assert html_errors(*pages) == []
