"""Asking everybody at once: chains side by side, tiers one after the other, and a deadline for all.

One slow or dead source costs its facts.  Nothing here knows a vendor.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsgen import keys
from newsgen.gather.chains import CHAINS, LIQUIDATIONS, PRICES, Chain
from newsgen.gather.line import REFUSED, WebLine
from newsgen.gather.source import Need, Source
from newsgen.http import Web
from newsgen.model import Finding, Severity
from newsgen.wire import Answer, Gathered, Row, Sheaf, SourceError, Trouble

DEADLINE = 45.0  # seconds for the whole run
TURN = 10.0  # seconds until the next tier is asked, while the one before may still answer
GRACE = 4.0  # seconds that a tier's last sources get once enough of them have answered
WHOLE = ("orders",)  # kinds of answers that are worth something together alone
HELD = (PRICES, LIQUIDATIONS)  # an article without these is for a person to judge

Clock = Callable[[], datetime]
Asked = tuple[str, str]  # a source's name and a topic


def sheaves(answers: Iterable[Answer], sources: Iterable[Source]) -> tuple[tuple[Sheaf, ...], tuple[Finding, ...]]:
    """The rows of every answer, and what could not be read; pure, so that kept bytes tell the same again."""
    readers = {source.label: source for source in sources}
    bound, findings = [], []
    broken: set[tuple[str, str]] = set()
    kinds: dict[str, str] = {}
    for answer in answers:
        kinds[answer.file] = answer.asked.get("kind", "")
        if REFUSED in answer.asked or answer.source not in readers:
            continue
        try:
            rows: tuple[Row, ...] = tuple(readers[answer.source].read(answer))
        except SourceError as error:
            if error.trouble is not Trouble.EMPTY:
                findings.append(_unread(answer, error))
                broken.add((answer.source, answer.asked.get("kind", "")))
            continue
        if rows:
            bound.append(Sheaf(answer.origin, rows))
    # The largest of several lists is only known where each of them could be read.
    lost = {one for one in broken if one[1] in WHOLE}
    bound = [one for one in bound if (one.origin.source, kinds[one.origin.file]) not in lost]
    return tuple(bound), tuple(findings)


def _unread(answer: Answer, error: SourceError) -> Finding:
    hint = "Ask again later; if it stays, the source has changed its answers."
    return Finding("M3", Severity.WARN, f"{error}; what it would have told is left out.", answer.file, hint=hint)


async def gather(
    need: Need,
    sources: Sequence[Source],
    *,
    clock: Clock,
    deadline: float = DEADLINE,
    chains: Sequence[Chain] = CHAINS,
) -> Gathered:
    """Ask every chain's sources; gives whatever came before the deadline (seconds), in a fixed order."""
    async with Web(patience=deadline) as web:
        table = _Table(need, {source.name: source for source in sources}, web, clock, time.monotonic() + deadline)
        if "feeds" in table.sources and need.feeds:
            table.start(("feeds", "leads"))  # nobody waits for them: what has come when the rest is there is kept
        outcomes = await asyncio.gather(*(table.serve(chain) for chain in chains))
        await table.clear()
    answers = sorted((one for line in table.lines.values() for one in line.answers), key=lambda one: one.file)
    seconds: dict[str, float] = {}
    for (name, _), line in table.lines.items():
        seconds[name] = seconds.get(name, 0.0) + round(line.seconds, 3)
    findings = tuple(finding for outcome in outcomes for finding in outcome)
    return Gathered(need.day, need.as_of, need.exact, need.now, tuple(answers), tuple(dict.fromkeys(findings)), seconds)


@dataclass(slots=True)
class _Table:
    """The state of one run: every question once, however many chains want its answer."""

    need: Need
    sources: dict[str, Source]
    web: Web
    clock: Clock
    end: float  # of the run, on the monotonic clock
    lines: dict[Asked, WebLine] = field(default_factory=dict)
    tasks: dict[Asked, asyncio.Task[SourceError | None]] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    fruitful: set[Asked] = field(default_factory=set)  # whose answers hold a row

    def usable(self, chain: Chain) -> tuple[tuple[Asked, ...], ...]:
        """The chain's tiers without sources that are switched off or lack their key."""
        tiers = (tuple(one for one in tier if self._ready(one[0])) for tier in chain.tiers)
        return tuple(tier for tier in tiers if tier)

    def _ready(self, name: str) -> bool:
        source = self.sources.get(name)
        return source is not None and (not source.needs_key or bool(key_of(source)))

    async def serve(self, chain: Chain) -> tuple[Finding, ...]:
        """Ask the chain's tiers until enough has come; gives what is to be said of it."""
        tiers = self.usable(chain)
        if not tiers:
            return (_not_set_up(chain),)
        asked: list[Asked] = []
        for tier in tiers:
            asked += tier
            for one in tier:
                self.start(one)
            await self._wait(asked, chain.enough, TURN)
            if self._given(asked) >= chain.enough:
                break
        else:
            await self._wait(asked, chain.enough, self.end - time.monotonic())
        return self._said(chain, asked)

    def start(self, one: Asked) -> None:
        """Put a question, unless it was put before."""
        if one not in self.tasks:
            self.tasks[one] = asyncio.create_task(self._ask(one))

    async def _wait(self, asked: Sequence[Asked], enough: int, turn: float) -> None:
        """Until every task is done, or enough have given something and the grace is over, or the turn is."""
        end = min(time.monotonic() + turn, self.end)
        while pending := [self.tasks[one] for one in asked if not self.tasks[one].done()]:
            left = end - time.monotonic()
            if left <= 0:
                return
            await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if self._given(asked) >= enough:
                end = min(end, time.monotonic() + GRACE)

    async def _ask(self, one: Asked) -> SourceError | None:
        name, topic = one
        source = self.sources[name]
        line = WebLine(source, self.web, self.clock, key_of(source), taken=self.files.setdefault(name, set()))
        self.lines[one] = line
        error = await self._put(source, topic, line)
        if any(sheaves((answer,), (source,))[0] for answer in line.answers):  # the first with a row settles it
            self.fruitful.add(one)
        return error

    async def _put(self, source: Source, topic: str, line: WebLine) -> SourceError | None:
        try:
            async with asyncio.timeout(max(self.end - time.monotonic(), 0.01)):
                await source.ask(topic, self.need, line)
        except SourceError as error:
            return error
        except TimeoutError:
            return SourceError(source.label, Trouble.SLOW, f"no answer before the deadline ({topic})")
        return None

    def _given(self, asked: Sequence[Asked]) -> int:
        return sum(1 for one in asked if one in self.fruitful)

    def _said(self, chain: Chain, asked: Sequence[Asked]) -> tuple[Finding, ...]:
        troubles = [error for one in asked if (error := self._trouble(one)) is not None]
        if self._given(asked) == 0:
            return self._nothing(chain, (*troubles, *self._unread(asked)))
        # What a plan does not hold is no trouble of today; newsgen doctor tells it.
        reasons = "; ".join(str(error) for error in troubles if error.trouble not in (Trouble.PLAN, Trouble.EMPTY))
        message = f"Of the sources of {chain.what} some gave nothing: {reasons}."
        return (Finding("M3", Severity.WARN, message, "sources", hint="Run newsgen doctor."),) if reasons else ()

    def _nothing(self, chain: Chain, troubles: Sequence[SourceError]) -> tuple[Finding, ...]:
        held = chain.what in HELD
        # Where nobody had a reason to ask, or a plan does not hold it, today is as every day.
        if not held and all(error.trouble is Trouble.PLAN for error in troubles):
            return ()
        why = "; ".join(map(str, troubles)) or "there was nothing to ask"
        message = f"No source gave {chain.what} ({why}); left out: {chain.loses}."
        hint = "Run newsgen doctor, then tell the day again."
        return (Finding("M3", Severity.HOLD if held else Severity.WARN, message, "sources", hint=hint),)

    def _unread(self, asked: Sequence[Asked]) -> tuple[SourceError, ...]:
        """Why the answers that came hold no row."""
        lines = (self.lines[one] for one in asked if one in self.lines)
        return tuple(
            error
            for line in lines
            for answer in line.answers
            if REFUSED not in answer.asked and (error := _unreadable(line.source, answer))
        )

    def _trouble(self, one: Asked) -> SourceError | None:
        task = self.tasks[one]
        if not task.done():
            return SourceError(self.sources[one[0]].label, Trouble.SLOW, f"no answer in time ({one[1]})")
        return task.result()

    async def clear(self) -> None:
        """Nothing goes on after the run."""
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


def _unreadable(source: Source, answer: Answer) -> SourceError | None:
    try:
        any(True for _ in source.read(answer))
    except SourceError as error:
        return error
    return None


def _not_set_up(chain: Chain) -> Finding:
    names = " or ".join(chain.sources)
    message = f"No source of {chain.what} is set up ({names}); left out: {chain.loses}."
    hint = "newsgen doctor names the key that opens it."
    return Finding("M3", Severity.WARN, message, "sources", hint=hint)


def key_of(source: Source) -> str:
    """The source's key from the environment, "" where there is none."""
    return next((found for name in source.key_names if (found := keys.key(name))), "")
