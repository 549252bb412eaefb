"""What is shipped works: the wheel and the sdist, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder)
    return folder


def _run(command: list[str], cwd: Path) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def _only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_what_is_shipped_tells_the_bundled_day(dist: Path, tmp_path: Path, pattern: str):
    """Installed alone into an empty environment, newsgen finds its templates and its sample and tells the day."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    # The dependencies are lent from this environment, so that nothing is fetched; newsgen itself is not.
    lent = Path(sysconfig.get_paths()["purelib"])
    site = Path(
        _run([str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], tmp_path).strip()
    )
    (site / "lent.pth").write_text(f"{lent}\n")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--force-reinstall"]
    _run([str(python), "-m", "pip", "install", *options, str(_only(dist, pattern))], tmp_path)
    where = _run([str(python), "-c", "import newsgen; print(newsgen.__file__)"], tmp_path).strip()
    assert where.startswith(str(site))
    told = json.loads(_run([str(python), "-m", "newsgen", "recap", "--sample", "--json", "--out", "told"], tmp_path))
    assert told["status"] != "blocked"
    assert (tmp_path / told["folder"] / "article.html").stat().st_size > 5000


def test_the_wheel_holds_templates_and_sample_and_no_tests(dist: Path):
    """What a newsroom installs is complete, and nothing else."""
    names = zipfile.ZipFile(_only(dist, "*.whl")).namelist()
    for name in (
        "newsgen/templates/house.toml",
        "newsgen/templates/page/article.html",
        "newsgen/sample/liquidations.csv.gz",
    ):
        assert name in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]
    assert not [name for name in names if "__pycache__" in name]


def test_the_sdist_can_be_tested(dist: Path):
    """The sources come with their tests, templates and recipes."""
    with tarfile.open(_only(dist, "*.tar.gz")) as sources:
        names = sources.getnames()
    for name in ("templates/house.toml", "tests/conftest.py", "Makefile", "constraints.txt", "README.md", "LICENSE"):
        assert any(found.endswith(f"/{name}") for found in names), name


def test_every_dependency_is_pinned():
    """Two machines that install from constraints.txt get the same; no line names a place to fetch from."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    pins = dict(line.split("==") for line in lines)
    wanted = {
        "click",
        "Jinja2",
        "Markdown",
        "msgspec",
        "nh3",
        "pandas",
        "numpy",
        "rich",
        "hatchling",
        "pytest",
    }
    assert wanted <= set(pins)
    assert not [line for line in lines if "://" in line or "@" in line]
