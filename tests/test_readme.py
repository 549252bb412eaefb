"""The documents cannot lie: every command is in the README, every link leads somewhere, every example works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from newsgen.cli import main
from newsgen.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PROSE = ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", "templates/README.md"]


def _all_commands() -> dict[str, click.Command]:
    """Every command by the words that call it; a group's own commands beside it."""
    found = dict(main.commands)
    for name, group in main.commands.items():
        if isinstance(group, click.Group):
            found |= {f"{name} {part}": command for part, command in group.commands.items()}
    return found


COMMANDS = _all_commands()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme_and_shows_an_example(command: str):
    """A reader of the README meets every command, and its help shows how to call it."""
    group, _, part = command.partition(" ")
    assert f"`newsgen {group}" in README
    row = next(line for line in README.splitlines() if line.startswith(f"| `newsgen {group}"))
    assert part in row
    text = COMMANDS[command].help or ""
    assert "Example:" in text
    assert f"newsgen {command}" in text


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_has_a_sentence(command: str):
    """`--help` explains each option, and every command is quiet or JSON when asked."""
    options = [item for item in COMMANDS[command].params if isinstance(item, click.Option)]
    for option in options:
        assert (option.help or "").endswith("."), option.name
    if not isinstance(COMMANDS[command], click.Group):
        assert {"quiet", "as_json"} <= {option.name for option in options}


@pytest.mark.parametrize("name", PROSE)
def test_every_relative_link_leads_somewhere(name: str):
    """No link into the project is broken."""
    file = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)\)", file.read_text("utf-8")):
        if "://" not in target:
            assert (file.parent / target).exists(), target


@pytest.mark.parametrize("name", PROSE)
def test_one_sentence_per_line(name: str):
    """A change of one sentence is a change of one line."""
    text = re.sub(r"```.*?```", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)
    for line in text.splitlines():
        if not line.startswith("|"):
            assert not re.search(r"(?<![0-9])[a-z)`][.!?] [A-Z]", line), line


def test_the_readmes_settings_exist():
    """The example of newsgen.toml names real settings."""
    example = next(block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "newsroom" in block)
    assert set(tomllib.loads(example)) <= set(Settings.__dataclass_fields__)


def test_the_format_names_every_table_and_column():
    """The README's market format is the one that is read."""
    from newsgen.market import TABLES

    for name, table in TABLES.items():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{name}*.csv`"))
        for column in table.columns:
            assert re.search(rf"\b{getattr(column, 'name', column)}\b", row), (name, column)


def test_the_readmes_angle_can_be_loaded(tmp_path: Path):
    """The example of an angle is a whole one: rule and template fit the catalogue."""
    from newsgen.house import load_house

    rule = next(block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "rule.toml" in block)
    (template,) = re.findall(r"```jinja\n(.*?)```", README, re.DOTALL)
    folder = tmp_path / "angles" / "eth_slump"
    folder.mkdir(parents=True)
    (folder / "rule.toml").write_text(rule, "utf-8")
    (folder / "en.md").write_text(template, "utf-8")
    assert "eth_slump" in load_house([tmp_path, ROOT / "templates"]).angles
