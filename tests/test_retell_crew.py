"""Any number of workers tells the same, and a worker that is killed costs nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest

from newsgen.errors import RetellError
from newsgen.retell.crew import hire
from newsgen.retell.report import make_report
from newsgen.retell.work import Recipe, opened
from newsgen.retell.year import Stretch, tell_stretch
from newsgen.screen.retell import retold_json
from newsgen.settings import Settings
from tests.conftest import ROOT
from tests.real_days import NOW

SINCE, UNTIL = date(2024, 3, 4), date(2024, 3, 9)


def _doubled(number: int) -> int:
    return 2 * number


def _killed_once(folder: str, number: int) -> int:
    """Doubles, but the first worker that is given 5 dies of it."""
    marker = Path(folder) / "died"
    if number == 5 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def _killed_always(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def _refused(number: int) -> int:
    raise ValueError(number)


@pytest.fixture(scope="module")
def recipe(shared: Path) -> Recipe:
    """The real history, told as it ships."""
    return Recipe((shared / "market" / "history",), Settings(), NOW)


@pytest.fixture(scope="module")
def alone(recipe: Recipe) -> Stretch:
    """Six days told by one process."""
    with hire() as crew:
        return tell_stretch(recipe, SINCE, UNTIL, crew)


def _bytes(stretch: Stretch, recipe: Recipe) -> bytes:
    return retold_json(make_report(stretch, opened(recipe.settings)), (), (), ()).encode()


def test_results_come_in_the_order_of_the_work() -> None:
    """Whoever is done first."""
    with hire(2) as crew:
        assert list(crew.each(_doubled, ((number,) for number in range(20)))) == [*range(0, 40, 2)]


def test_what_a_killed_worker_had_is_done_again(tmp_path: Path) -> None:
    """One of two workers is killed over its work: nothing is lost, and nothing comes twice."""
    with hire(2) as crew:
        found = list(crew.each(_killed_once, ((str(tmp_path), number) for number in range(30))))
    assert (tmp_path / "died").exists()
    assert found == [*range(0, 60, 2)]


def test_work_that_kills_every_worker_is_given_up_with_a_sentence() -> None:
    """It is not handed out for ever."""
    with hire(2) as crew, pytest.raises(RetellError, match="Worker after worker died"):
        crew.result(crew.submit(_killed_always, 1))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_is_not_hidden(workers: int) -> None:
    """A bug keeps its kind, wherever it happens."""
    with hire(workers) as crew, pytest.raises(ValueError, match="7"):
        crew.result(crew.submit(_refused, 7))


def test_three_workers_tell_what_one_tells_though_one_of_them_is_killed(recipe: Recipe, alone: Stretch) -> None:
    """Byte for byte; the worker dies when the first day has been told."""
    killed: list[int] = []

    def kill_one(*_: object) -> None:
        if not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    with hire(3) as crew:
        together = tell_stretch(recipe, SINCE, UNTIL, crew, watch=kill_one)
    assert killed
    assert together == alone
    assert _bytes(together, recipe) == _bytes(alone, recipe)


def test_two_dask_workers_tell_what_one_process_tells_though_one_of_them_is_killed(
    recipe: Recipe, alone: Stretch, tmp_path: Path
) -> None:
    """A scheduler and two workers, processes of their own that speak over TCP; one of them dies in the middle."""
    with _cluster(tmp_path) as (address, workers):
        with hire(cluster=address) as crew:
            assert crew.workers == 2
            together = tell_stretch(recipe, SINCE, UNTIL, crew, watch=lambda *_: workers[0].kill())
        assert workers[0].wait(timeout=20) == -signal.SIGKILL
    assert together == alone
    assert _bytes(together, recipe) == _bytes(alone, recipe)


def test_a_cluster_that_does_not_answer_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, but the address and what to start."""
    monkeypatch.setattr("newsgen.retell.crew.PATIENCE", "1s")
    with pytest.raises(RetellError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        hire(cluster="tcp://127.0.0.1:9")


def test_nobody_loads_dask_who_asks_for_no_cluster() -> None:
    """It is an extra, and slow to load."""
    code = "import sys; from newsgen.retell.crew import hire; hire(2); print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("since", "until", "says"), [
    (date(2024, 3, 9), date(2024, 3, 4), "give the earlier day as --since"),
    (date(2005, 3, 4), date(2005, 3, 5), "None of the days from 2005-03-04 to 2005-03-05 can be told"),
])  # fmt: skip
def test_days_that_cannot_be_told_are_refused_in_a_sentence(
    recipe: Recipe, since: date, until: date, says: str
) -> None:
    """The wrong way round, or before all tables."""
    with hire() as crew, pytest.raises(RetellError, match=says):
        tell_stretch(recipe, since, until, crew)


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers on this machine: its address, and the workers' processes."""
    place = folder / "scheduler.json"
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", *words, "--scheduler-file", str(place), "--host", "127.0.0.1"]
            log = stack.enter_context((folder / f"{len(list(folder.iterdir()))}.log").open("wb"))
            env = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT)
            stack.callback(_end, process)
            return process

        start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard")
        _wait(place.is_file)
        single = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
        workers = [start("distributed.cli.dask_worker", *single) for _ in range(2)]
        address = json.loads(place.read_text())["address"]
        _wait(lambda: _workers(address) == 2)
        yield address, workers


def _workers(address: str) -> int:
    try:
        with hire(cluster=address) as crew:
            return crew.workers
    except RetellError:
        return 0


def _wait(ready: Callable[[], bool]) -> None:
    for _ in range(300):
        if ready():
            return
        time.sleep(0.1)
    pytest.fail("the cluster did not start within half a minute")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(timeout=20)
