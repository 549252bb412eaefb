"""Publishers killed at random moments, against real servers that are slow: how often an article is there twice or not.

Each article is published by real processes that are killed with SIGKILL, up to four times, and once in peace.  The
server gets each request that makes an article only after a while, also where whoever sent it is dead by then.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

from benchmarks.report import table
from newsgen.history import open_history
from newsgen.model import Stage, Wish
from newsgen.settings import Settings
from tests.release_kit import DAY, approve, told_day
from tests.services import ghost, proxy, wordpress

ARTICLES, TENTH = 100, 10
SLOW = 0.6  # seconds before the server begins to make an article
SETTLE = 4.0  # seconds after which nothing that was sent is on its way
MOST_KILLS = 4
AT_ONCE = 6  # articles on their way at the same time
MARKS = 90  # seconds that a run in peace may take at the most


@dataclass(frozen=True, slots=True)
class Place:
    """A real server: the destination's table, its secrets, what makes an article, and how copies are counted."""

    name: str
    table: dict[str, object]
    environ: dict[str, str]
    url: str
    creates: str
    count: Callable[[str], int]  # copies of an article in any status, by its key


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an article."""

    key: str
    kills: int
    copies: int
    became: str  # what the run in peace said
    seconds: float


def run(*, tenth: bool, seed: int, only: Sequence[str] = ()) -> tuple[str, dict[str, Any], bool]:
    """Every server in turn; good where nothing is there twice and nothing is missing."""
    number, rows, results = TENTH if tenth else ARTICLES, list[list[object]](), dict[str, Any]()
    for name, opened in SERVERS.items():
        if only and name not in only:
            continue
        with opened() as place:
            fates = campaign(place, number, random.Random(f"{seed} {name}"))
        rows.append([name, *_counts(fates).values()])
        results[name] = {**_counts(fates), "fates": [asdict(fate) for fate in fates]}
    text = table("Publishers killed at random moments", ("server", *_counts(())), rows)
    for name, found in results.items():
        text += "".join(
            f"\n{name}: {fate['key']} has {fate['copies']} copies after {fate['kills']} kills: {fate['became']}"
            for fate in found["fates"]
            if fate["copies"] != 1
        )
    return text, results, all(not found["duplicates"] and not found["lost"] for found in results.values())


def _counts(fates: Sequence[Fate]) -> dict[str, Any]:
    seconds = sorted(fate.seconds for fate in fates) or [0.0]
    return {
        "articles": len(fates),
        "kills": sum(fate.kills for fate in fates),
        "made by a dead run": sum("adopted" in fate.became or "unchanged" in fate.became for fate in fates),
        "duplicates": sum(max(0, fate.copies - 1) for fate in fates),
        "lost": sum(fate.copies < 1 or not fate.became.startswith(("created", "adopted", "unchanged", "updated"))
                    for fate in fates),
        "seconds, median": round(seconds[len(seconds) // 2], 1),
    }  # fmt: skip


def campaign(place: Place, number: int, dice: random.Random) -> list[Fate]:
    """That many articles at one server."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.kills", "newsgen.delivery", "newsgen.destinations." + place.name])
    with tempfile.TemporaryDirectory(prefix="newsgen-kills-") as scratch, proxy.before(place.url) as slow:
        slow.fault(proxy.Fault("POST", place.creates, times=-1, hold=SLOW))
        base = told_day(Path(scratch) / "told")
        base = replace(
            base,
            destinations={"site": {**place.table, "url": slow.url, "settle": SETTLE, "seconds": 20.0}},
            history=str(Path(scratch) / "history.sqlite"),
        )
        with open_history(base.history):
            pass
        _peaceful(context, base, Path(scratch), place)  # a new site makes its folders for the first one
        span = max(_measured(context, base, Path(scratch), place) for _ in range(2))
        plans = [(f"k{n:03}", _kills(dice, span if n % 2 else SLOW)) for n in range(number)]

        def live(plan: tuple[str, list[float]]) -> Fate:
            began, settings = time.monotonic(), _article(base, Path(scratch), plan[0])
            kills = sum(_killed(context, settings, place.environ, after) for after in plan[1])
            became = _sent(context, settings, place.environ)
            return Fate(f"{plan[0]}-{DAY}-en", kills, 0, became, time.monotonic() - began)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            fates = list(pool.map(live, plans))
        time.sleep(SLOW)
        slow.settle()  # what dead runs sent has arrived
        return [replace(fate, copies=place.count(fate.key)) for fate in fates]


def _measured(context: Any, base: Settings, scratch: Path, place: Place) -> float:
    """Seconds that a run in peace takes while as many others run."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seconds = sorted(pool.map(lambda _: _peaceful(context, base, scratch, place), range(AT_ONCE)))
    return seconds[len(seconds) // 2]


def _peaceful(context: Any, base: Settings, scratch: Path, place: Place) -> float:
    """Seconds of one run that nobody kills."""
    settings = _article(base, scratch, f"peace-{time.monotonic_ns()}")
    start = time.monotonic()
    became = _sent(context, settings, place.environ)
    assert became.startswith("created"), became
    return time.monotonic() - start


def _kills(dice: random.Random, span: float) -> list[float]:
    """Seconds after which each run is killed: a later one waits first until what the dead one sent has arrived.

    No run is faster than the server is slow: a kill within that time always finds it alive.
    """
    first, *more = [dice.uniform(0.05, span) for _ in range(dice.randint(1, MOST_KILLS))]
    return [first, *(after + dice.choice((0.0, SETTLE)) for after in more)]


def _article(base: Settings, scratch: Path, series: str) -> Settings:
    """The day again as an article of its own: another series, another address, approved."""
    out = scratch / series
    copytree(base.out, out)
    path = out / str(DAY) / "article.md"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(f"slug: {series}-recap\n" if line.startswith("slug:") else line for line in lines), "utf-8")
    approve(out / str(DAY))
    return replace(base, out=out, series=series)


def publisher(settings: Settings, environ: dict[str, str], result: str) -> None:
    """A process of its own that publishes one day, live, and leaves what became of it in a file."""
    from newsgen.delivery import publish

    os.environ.update(environ)
    outcomes = publish(DAY, ("site",), settings, lambda: datetime.now(UTC), wish=Wish(Stage.LIVE))
    Path(result).write_text("; ".join(f"{one.what}: {one.sentence}" for one in outcomes), "utf-8")


def _started(context: Any, settings: Settings, environ: dict[str, str]) -> tuple[Any, Path]:
    result = settings.out / "became"
    result.unlink(missing_ok=True)
    process = context.Process(target=publisher, args=(_plain(settings), environ, str(result)))
    process.start()
    return process, result


def _plain(settings: Settings) -> Settings:
    """The settings as they can be sent to another process."""
    return replace(settings, destinations={name: dict(table) for name, table in settings.destinations.items()})


def _killed(context: Any, settings: Settings, environ: dict[str, str], after: float) -> bool:
    """A publisher that dies in the midst of it; False where it was faster."""
    process, _ = _started(context, settings, environ)
    process.join(after)
    alive = process.is_alive()
    process.kill()
    process.join()
    return bool(alive)


def _sent(context: Any, settings: Settings, environ: dict[str, str]) -> str:
    """A publisher in peace."""
    process, result = _started(context, settings, environ)
    process.join(MARKS)
    process.kill()
    process.join()
    return result.read_text("utf-8") if result.is_file() else f"nothing (exit code {process.exitcode})"


# ---- servers ---------------------------------------------------------------------------------------------------------


@contextmanager
def _wordpress() -> Iterator[Place]:
    with wordpress.wordpress("6.1") as site:
        editor = site.people["editor"]
        yield Place(
            "wordpress",
            {"kind": "wordpress", "user": editor.user},
            {"NEWSGEN_SITE_PASSWORD": editor.password},
            site.url,
            r"/wp/v2/posts(\?|$)",
            site.copies,
        )


@contextmanager
def _ghost() -> Iterator[Place]:
    with ghost.started() as site:

        def count(key: str) -> int:
            rule = f"select count(*) from posts where codeinjection_foot like '%newsgen:key={key} %'"
            return int(site.database.sql(rule, "ghost")[0][0])

        yield Place("ghost", {"kind": "ghost"}, {"NEWSGEN_SITE_KEY": site.admin_key}, site.url, r"/admin/posts/", count)


SERVERS = {"wordpress": _wordpress, "ghost": _ghost}
