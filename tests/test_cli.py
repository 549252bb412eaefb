"""The command line, as a person or a script meets it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsgen.cli import main
from newsgen.sample import END
from newsgen.sample import folder as sample_folder

ROOT = Path(__file__).parent.parent
FILES = {
    "article.md", "article.base.md", "article.html", "article.json", "facts.json", "angles.json", "receipt.json",
    "pack.json", "charts", "log.jsonl",
}  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder of its own, without settings."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, code: int = 0, stdin: str | None = None) -> Result:
    """Run newsgen in this process and look at its exit code."""
    result = CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The bundled day, told once: its folder and what was printed."""
    out = tmp_path_factory.mktemp("out")
    result = CliRunner().invoke(main, ["recap", "--sample", "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return out / "2025-07-14", result.stdout


def test_a_recap_leaves_exactly_the_designs_files(told: tuple[Path, str]):
    """Nothing is missing, nothing is left over."""
    assert {item.name for item in told[0].iterdir()} == FILES


def test_a_recap_prints_headline_angles_reasons_findings_and_place(told: tuple[Path, str]):
    """What an editor wants to know before opening the article."""
    folder, text = told
    article = json.loads((folder / "article.json").read_text("utf-8"))
    assert text.startswith(article["headline"])
    for angle in article["angles"]:
        assert re.search(rf"{angle['role']} +{angle['name']}\b", text)
    lead = next(line for line in text.splitlines() if line.strip().startswith("lead"))
    verdict = next(
        row for row in json.loads((folder / "angles.json").read_text("utf-8")) if row["name"] == article["lead_angle"]
    )
    assert verdict["because"][0] in lead
    assert "0 BLOCK" in text
    assert str(folder / "article.html") in text


def test_the_same_inputs_give_the_same_bytes(told: tuple[Path, str]):
    """Told again, elsewhere and later: every file but the log is the same."""
    run("recap", "--sample", "--quiet", "--out", "again")
    for file in told[0].rglob("*"):
        if file.is_file() and file.name != "log.jsonl":
            assert (Path("again/2025-07-14") / file.relative_to(told[0])).read_bytes() == file.read_bytes(), file.name


def test_nothing_later_than_as_of_changes_a_byte(tmp_path: Path):
    """Telling from tables cut off at the told moment gives the same article, facts and receipt."""
    from newsgen.market import cut_off, read_market, write_market

    moment = END.replace(hour=4)
    cut = tmp_path / "cut"
    cut.mkdir()
    write_market(cut_off(read_market([sample_folder()], now=END), moment), cut)
    for name, folder in (("whole", sample_folder()), ("cut", cut)):
        arguments = ["2025-07-14", "--data", str(folder), "--as-of", moment.isoformat(), "--out", name]
        CliRunner().invoke(main, ["recap", *arguments], catch_exceptions=False)
    for name in ("article.md", "angles.json", "pack.json"):
        assert Path(f"whole/2025-07-14/{name}").read_bytes() == Path(f"cut/2025-07-14/{name}").read_bytes()
    assert _without_origins("whole") == _without_origins("cut")


def _without_origins(out: str) -> dict[str, Any]:
    """article.json but for the files that its pictures' series were read from."""
    article: dict[str, Any] = json.loads(Path(f"{out}/2025-07-14/article.json").read_text())
    drawn = [chart["series"] for chart in article["charts"] if chart["series"]]
    assert drawn
    for series in drawn:
        del series["origins"]
    return article


def test_telling_again_writes_a_line_of_log_and_keeps_an_edit():
    """The log grows, and an editor's words are kept and named on stderr."""
    run("recap", "--sample", "--out", "out")
    Path("out/2025-07-14/article.md").write_text("edited")
    result = run("recap", "--sample", "--out", "out")
    assert "article.edited.md" in result.stderr
    assert Path("out/2025-07-14/article.edited.md").read_text() == "edited"
    log = Path("out/2025-07-14/log.jsonl").read_text().splitlines()
    assert [json.loads(line)["what"] for line in log] == ["told", "told"]


def test_quiet_prints_the_folder_alone_and_json_the_result():
    """For scripts."""
    assert run("recap", "--sample", "--quiet", "--out", "out").output == "out/2025-07-14\n"
    found = json.loads(run("recap", "--sample", "--json", "--out", "out").output)
    assert found["folder"] == "out/2025-07-14"
    assert found["status"] in ("draft", "held")
    assert found["angles"][0]["role"] == "lead"


def test_an_article_that_a_guard_blocks_is_written_and_exits_with_3(monkeypatch: pytest.MonkeyPatch):
    """The folder is there for the editor, its status stops every publisher."""
    from newsgen import newsroom
    from newsgen.model import Finding, Severity

    monkeypatch.setattr(newsroom, "check", lambda *_: (Finding("N1", Severity.BLOCK, "A figure is wrong."),))
    result = run("recap", "--sample", "--out", "out", code=3)
    assert "A figure is wrong." in result.stdout
    assert json.loads(Path("out/2025-07-14/receipt.json").read_text())["status"] == "blocked"
    assert "For the desk: blocked" in Path("out/2025-07-14/article.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["recap", "--from", "nowhere"], 1, "there is no raw/ in it"),
        (["recap", "--from", "nowhere", "--sample"], 1, "leave out --data, --sample and --as-of"),
        (["recap", "--sample", "--data", "x"], 1, "leave one of them out"),
        (["recap", "--data", "nowhere"], 1, "nowhere"),
        (["recap", "--sample", "--style", "loud"], 1, "wire, lively"),
        (["recap", "--sample", "--settings", "none.toml"], 1, "none.toml"),
        (["recap", "2025-02-30", "--sample"], 2, "not a day"),
        (["recap", "--sample", "--as-of", "2025-07-14T12:00"], 2, "no zone"),
        (["recap", "--sample", "--as-of", "noon"], 2, "not a time"),
        (["facts", "--missing"], 1, "--sample"),
        (["check", "none.md"], 1, "--facts"),
        (["check", "none.md", "--facts", "none.json"], 1, "cannot be read"),
        (["tell"], 2, "No such command"),
    ],
)
def test_a_users_mistake_is_one_sentence_on_stderr(arguments: list[str], code: int, sentence: str):
    """With the way out, and nothing on stdout or on disk."""
    result = run(*arguments, code=code)
    assert sentence in result.stderr
    assert result.stdout == ""
    assert not list(Path().iterdir())
    if code == 1:
        assert len(result.stderr.splitlines()) == 1
        assert result.stderr.rstrip().endswith(".")


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch):
    """Only our own errors become sentences."""
    from newsgen import newsroom

    monkeypatch.setattr(newsroom, "check", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("recap", "--sample")
    assert not Path("output").exists()


def test_an_empty_folder_is_one_clear_sentence(tmp_path: Path):
    """Nothing can be told from nothing."""
    (tmp_path / "empty").mkdir()
    result = run("recap", "2025-07-14", "--data", "empty", code=1)
    assert len(result.stderr.splitlines()) == 1
    assert not Path("output").exists()


def test_a_day_with_almost_nothing_on_file_is_a_short_true_brief(tmp_path: Path):
    """One table with two rows still gives an article."""
    (tmp_path / "tiny").mkdir()
    rows = (
        "coin,venue,start,end,open,high,low,close,volume_usd\n"
        "BTC,Binance,2025-07-12T00:00:00Z,2025-07-13T00:00:00Z,117000,118000,116500,117500,\n"
        "BTC,Binance,2025-07-13T00:00:00Z,2025-07-14T00:00:00Z,117500,119500,117300,119100,\n"
    )
    (tmp_path / "tiny" / "prices.csv").write_text(rows)
    run("recap", "2025-07-13", "--data", "tiny")
    article = json.loads(Path("output/2025-07-13/article.json").read_text("utf-8"))
    assert 0 < article["words"] < 180


def test_facts_are_listed_with_their_workings():
    """Id, printed form, exact value and working; `--like` picks, `--missing` adds what is not known."""
    found = json.loads(run("facts", "--sample", "--json").stdout)
    fact = next(row for row in found["facts"] if row["id"] == "liq.short_share")
    result = run("facts", "--sample", "--like", "liq.short_share", "--missing")
    assert re.search(rf"liq\.short_share +{fact['text']} +{fact['value']:.4f}", result.stdout)
    assert "1 facts known" in result.stderr
    assert {"facts", "quotes", "events", "missing"} <= set(found)


def test_angles_lists_every_rule_with_what_decided_it(told: tuple[Path, str]):
    """As many rows as there are rules; JSON is the file's own."""
    result = run("angles", "--sample")
    for row in json.loads((told[0] / "angles.json").read_text("utf-8")):
        assert row["name"] in result.stdout
    assert "angles hold" in result.stderr
    assert run("angles", "--sample", "--json").stdout == (told[0] / "angles.json").read_text("utf-8")


def test_a_told_article_passes_its_own_check(told: tuple[Path, str]):
    """The file as written, with the facts beside it."""
    result = run("check", str(told[0] / "article.md"))
    assert "0 BLOCK" in result.stdout


def test_a_forged_figure_is_blocked_with_exit_code_3(told: tuple[Path, str]):
    """One digit changed in a fragment on standard input."""
    facts = ["--facts", str(told[0] / "facts.json")]
    rows = json.loads((told[0] / "facts.json").read_text("utf-8"))["facts"]
    shorts = next(row["text"] for row in rows if row["id"] == "liq.short")
    true, forged = f"Shorts lost {shorts}.", f"Shorts lost {shorts.replace('$', '$9')}."
    assert "0 BLOCK" in run("check", "-", *facts, stdin=true).stdout
    assert "BLOCK" in run("check", "-", *facts, stdin=forged, code=3).stdout
    found = json.loads(run("check", "-", "--json", *facts, stdin=forged, code=3).stdout)
    assert found[0]["severity"] == "BLOCK"


def test_a_file_that_is_not_text_is_one_sentence(told: tuple[Path, str]):
    """Bytes that are no UTF-8."""
    Path("raw.md").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("check", "raw.md", "--facts", str(told[0] / "facts.json"), code=1).stderr


def test_the_shipped_templates_pass_lint():
    """Every rule and template fits the catalogue."""
    assert re.match(r"\d\d angles, \d+ templates", run("lint").stdout)
    assert all(row["severity"] != "BLOCK" for row in json.loads(run("lint", "--json").stdout))


def test_a_broken_page_template_is_found_by_lint():
    """The page is part of the house."""
    Path("templates/page").mkdir(parents=True)
    Path("templates/page/article.html").write_text("{% if %}")
    assert "article.html:1" in run("lint", code=1).stderr


def test_a_misspelt_fact_is_an_error_with_a_suggestion():
    """A newsroom's own angle is held against the catalogue when it is loaded."""
    folder = Path("templates/angles/mine")
    folder.mkdir(parents=True)
    (folder / "rule.toml").write_text('title = "x"\nstory = "x"\nwhen = "liq.totl >= 1"\nscore = 1\n')
    (folder / "en.md").write_text("{% block lead %}x{% endblock %}")
    result = run("lint", code=1)
    assert "liq.totl" in result.stderr
    assert "liq.total" in result.stderr


def test_settings_shows_value_origin_and_meaning(monkeypatch: pytest.MonkeyPatch):
    """All of them, and where each comes from."""
    monkeypatch.setenv("NEWSGEN_STYLE", "lively")
    assert re.search(r"style +lively +NEWSGEN_STYLE", run("settings").stdout)
    found = json.loads(run("settings", "--json").stdout)
    assert found["style"]["origin"] == "NEWSGEN_STYLE"
    assert found["language"]["origin"] == "default"


def test_python_m_newsgen_is_newsgen():
    """The module runs as the command does."""
    result = subprocess.run(
        [sys.executable, "-m", "newsgen", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("newsgen, version ")
