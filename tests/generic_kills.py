"""Publishers that are killed: each a process of its own, forked from one that has everything imported.

`python -m tests.generic_kills` reads one line of JSON for each publisher and answers with a line when it is over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.services.little_cms import EDITOR, LittleCms


@dataclass
class Publishers:
    """The process that forks them."""

    process: subprocess.Popen[str]

    def publish(self, cms: LittleCms, folder: Path, key: str, kill: float = 0.0) -> str:
        """One run of a newsroom, killed after `kill` seconds; gives what became of it, or "killed"."""
        told = {"url": cms.url, "folder": str(folder), "key": key, "kill": kill}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def publishers(root: Path) -> Iterator[Publishers]:
    """Ready to publish."""
    command = [sys.executable, "-m", "tests.generic_kills"]
    environment = {**os.environ, "NEWSGEN_CMS_TOKEN": EDITOR}
    with subprocess.Popen(
        command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Publishers(process)
        assert process.stdin
        process.stdin.close()


def main() -> None:
    """Fork, kill, wait, answer."""
    from newsgen.delivery import deliver
    from newsgen.history import open_history
    from newsgen.model import Wish
    from tests.generic_kit import opened
    from tests.release_kit import release

    article = replace(release(), card=None, cards=(), charts=())

    def publish(url: str, folder: str, key: str) -> str:
        there = opened(LittleCms(url), Path(folder))
        with open_history(str(Path(folder) / "history.sqlite")) as journal:
            outcome = deliver(
                there, replace(article, key=key, slug=f"slug-{key}"), Wish(), journal, lambda: datetime.now(UTC),
                owner=f"process {os.getpid()}",
            )  # fmt: skip
        there.close()
        return outcome.what

    for line in sys.stdin:
        print(_run(publish, json.loads(line)), flush=True)


def _run(publish: Any, told: dict[str, Any]) -> str:
    kill, (reading, writing) = told.pop("kill"), os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(writing, publish(**told).encode())
        finally:
            os._exit(0)
    os.close(writing)
    if kill:
        time.sleep(kill)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as answer:
        return answer.read() or "killed"


if __name__ == "__main__":
    main()
