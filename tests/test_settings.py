"""Settings: each from the last place that names it, and a stranger among them is an error with a suggestion."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from newsgen.errors import SettingsError
from newsgen.settings import load_settings, template_folders


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without settings or templates."""
    monkeypatch.chdir(tmp_path)


def test_flags_win_over_environment_over_file_over_defaults():
    """Four places, in this order, and each value knows its own."""
    Path("newsgen.toml").write_text('style = "lively"\nnewsroom = "File"\nbyline = "File"\n')
    environ = {"NEWSGEN_NEWSROOM": "Env", "NEWSGEN_BYLINE": "Env"}
    loaded = load_settings(environ=environ, flags={"byline": "Flag", "style": None})
    assert (loaded.settings.style, loaded.settings.newsroom, loaded.settings.byline) == ("lively", "Env", "Flag")
    assert loaded.settings.language == "en"
    assert loaded.origins["style"] == "newsgen.toml"
    assert loaded.origins["newsroom"] == "NEWSGEN_NEWSROOM"
    assert loaded.origins["byline"] == "flag"
    assert loaded.origins["language"] == "default"


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ('stile = "wire"', "did you mean 'style'"),
        ('zzz = "wire"', "there are: out, style"),
        ('style = "loud"', "expected one of wire, lively"),
        ("byline = 3", "expected text in quotation marks"),
        ("byline", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_one_sentence(toml: str, complaint: str):
    """What is wrong, where, and what is right."""
    Path("newsgen.toml").write_text(toml)
    with pytest.raises(SettingsError, match=complaint) as raised:
        load_settings(environ={})
    assert "newsgen.toml" in str(raised.value)


def test_an_unknown_variable_of_ours_is_an_error():
    """A misspelt NEWSGEN_ variable does not pass in silence; other variables are none of our business."""
    with pytest.raises(SettingsError, match=r"NEWSGEN_STILE.*did you mean 'style'"):
        load_settings(environ={"NEWSGEN_STILE": "wire", "PATH": "/bin"})


def test_a_named_file_that_is_not_there_is_an_error():
    """Only the default file may be absent."""
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(Path("other.toml"), environ={})


def test_folders_in_a_file_are_meant_from_where_it_stands(tmp_path: Path):
    """A newsroom's settings work from any working folder."""
    room = tmp_path / "room"
    (room / "house").mkdir(parents=True)
    (room / "own.toml").write_text('templates = ["house"]\nout = "told"\n')
    settings = load_settings(room / "own.toml", environ={}).settings
    assert settings.templates == (room / "house",)
    assert settings.out == room / "told"
    assert template_folders(settings)[0] == room / "house"


def test_the_newsrooms_own_templates_come_first_and_newsgens_last(tmp_path: Path):
    """`./templates` counts when it holds a part of the house; a folder of another project does not."""
    (tmp_path / "templates").mkdir()
    assert len(template_folders(load_settings(environ={}).settings)) == 1
    (tmp_path / "templates" / "angles").mkdir()
    folders = template_folders(load_settings(environ={}).settings)
    assert folders[0] == tmp_path / "templates"
    assert (folders[-1] / "page" / "article.html").is_file()


def test_a_templates_folder_that_is_not_there_is_an_error():
    """A misspelt folder would silently tell in another voice."""
    settings = load_settings(environ={"NEWSGEN_TEMPLATES": "nowhere"}).settings
    with pytest.raises(SettingsError, match="no folder nowhere"):
        template_folders(settings)


def test_every_setting_has_a_meaning():
    """`newsgen settings` explains each."""
    for name, _, origin, meaning in load_settings(environ={}).rows():
        assert len(meaning) > 20, name
        assert origin == "default"


def test_settings_with_tables_go_to_other_processes_and_into_keys():
    """Workers get them, and what was worked out with them is kept by them."""
    Path("newsgen.toml").write_text('[destinations.site]\nkind = "folder"\n[schedule.morning]\nat = "07:00"\n')
    first, second = (load_settings(environ={}).settings for _ in range(2))
    assert pickle.loads(pickle.dumps(first)) == first
    assert len({first, second}) == 1


def test_folders_in_tables_are_meant_from_where_the_file_stands(tmp_path: Path):
    """A destination's folder does not depend on where newsgen is started."""
    file = tmp_path / "newsgen.toml"
    file.write_text('[destinations.site]\nkind = "folder"\npath = "site"\npage = "posts/{slug}.md"\n', "utf-8")
    table = load_settings(file, environ={}).settings.destinations["site"]
    assert table["path"] == str(tmp_path / "site")
    assert table["page"] == "posts/{slug}.md"
