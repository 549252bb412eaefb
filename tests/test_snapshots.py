"""Templates as they stood: kept when they change, once a day, and a house can be opened on them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from newsgen import archive, newsroom
from newsgen.errors import ArchiveError
from newsgen.sample import END
from newsgen.settings import Settings

SHIPPED = Path(__file__).resolve().parent.parent / "templates"
DAY = timedelta(days=1)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A newsroom's own templates: a house.toml that changes one thing."""
    folder = tmp_path / "own"
    (folder / "angles").mkdir(parents=True)
    (folder / "house.toml").write_text("[coins]\nBTC = 'bitcoin core'\n")
    return folder


def test_templates_are_kept_when_they_differ(own: Path, tmp_path: Path):
    """Neither twice the same, nor twice a day; what shipped belongs to them."""
    store = tmp_path / "store"
    assert archive.snapshots(store) == ()
    first = archive.keep_templates([own, SHIPPED], store, END)
    assert first is not None
    assert archive.keep_templates([own, SHIPPED], store, END + DAY) is None
    (own / "house.toml").write_text("[coins]\nBTC = 'bitcoin two'\n")
    assert archive.keep_templates([own, SHIPPED], store, END) == first
    (own / "house.toml").write_text("[coins]\nBTC = 'bitcoin three'\n")
    archive.keep_templates([own, SHIPPED], store, END + 2 * DAY)
    assert [day for day, _ in archive.snapshots(store)] == [END.date(), (END + 2 * DAY).date()]
    names = [(path / "0/house.toml").read_text() for _, path in archive.snapshots(store)]
    assert ["two" in names[0], "three" in names[1]] == [True, True]


def test_a_file_that_did_not_change_takes_no_room(own: Path, tmp_path: Path):
    """It is the same file in both snapshots."""
    archive.keep_templates([own, SHIPPED], tmp_path / "store", END)
    (own / "house.toml").write_text("")
    archive.keep_templates([own, SHIPPED], tmp_path / "store", END + DAY)
    one, two = [path for _, path in archive.snapshots(tmp_path / "store")]
    assert (one / "1/house.toml").samefile(two / "1/house.toml")
    assert not (one / "0/house.toml").samefile(two / "0/house.toml")


def test_a_removed_file_is_gone_from_the_next(own: Path, tmp_path: Path):
    """And a hidden one is never kept."""
    (own / ".git").mkdir()
    (own / ".git/config").write_text("")
    (own / "angles/ours.md").write_text("")
    archive.keep_templates([own], tmp_path / "store", END)
    (own / "angles/ours.md").unlink()
    archive.keep_templates([own], tmp_path / "store", END + DAY)
    kept = [{path.name for path in folder.rglob("*") if path.is_file()} for _, folder in
            archive.snapshots(tmp_path / "store")]  # fmt: skip
    assert kept == [{"house.toml", "ours.md"}, {"house.toml"}]


def test_a_house_is_opened_on_the_templates_of_a_day(own: Path, tmp_path: Path):
    """Those that stood at its end: the newsroom's own first, as they were merged then."""
    settings = Settings(out=tmp_path / "out", templates=(own,))
    newsroom.keep_templates(settings, END)
    (own / "house.toml").write_text("")
    newsroom.keep_templates(settings, END + 2 * DAY)
    names = []
    for day in (END, END + DAY, END + 2 * DAY):
        folders = newsroom.templates_of(settings, day.date())
        names.append(newsroom.open_house(settings, folders=folders).coin("BTC"))
    assert names == ["bitcoin core", "bitcoin core", "bitcoin"]
    assert newsroom.templates_of(settings, date(2020, 1, 1)) == ()


def test_a_store_that_cannot_be_written_is_named(own: Path, tmp_path: Path):
    """And nothing half-written is left."""
    (tmp_path / "store").write_text("a file")
    with pytest.raises(ArchiveError, match="templates cannot be kept there"):
        archive.keep_templates([own], tmp_path / "store", END)
    assert (tmp_path / "store").read_text() == "a file"
