"""Who does the work: this process, several of them, or the workers of a Dask cluster, behind one seam.

The seam is `concurrent.futures.Executor`.  Work is a function of a module with arguments that can be pickled; what it
gives does not depend on who does it, so work that was lost with a worker is simply done again.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsgen.errors import RetellError

T = TypeVar("T")
AHEAD = 4  # pieces of work for each worker that wait for their turn: enough to keep it busy, little to keep in memory
PATIENCE = "20s"  # for a cluster to answer
DIED = "Worker after worker died over the same days; ask for fewer --workers, or give them more memory."
TRIES = 4  # times that a piece of work is given to a new pool


class Serial(Executor):
    """Everything at once, here."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do it."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(slots=True)
class Job(Generic[T]):
    """A piece of work that can be handed out again."""

    work: Callable[..., T]
    given: tuple[object, ...]
    executor: Executor
    future: Future[T]
    tries: int = 1


class Crew:
    """An executor that is replaced when one of its workers was killed: what was not finished is done again."""

    def __init__(self, hire: Callable[[], Executor], workers: int, dismiss: Callable[[Executor], object]) -> None:
        self._hire, self._dismiss = hire, dismiss
        self.workers = workers
        self._executor = hire()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *raised: object) -> None:
        self._dismiss(self._executor)

    def submit(self, work: Callable[..., T], *given: object) -> Job[T]:
        """Hand out a piece of work."""
        try:
            return Job(work, given, self._executor, self._executor.submit(work, *given))
        except BrokenExecutor:
            self._replace(self._executor)
            return Job(work, given, self._executor, self._executor.submit(work, *given))

    def result(self, job: Job[T]) -> T:
        """What a piece of work came to; raises RetellError where its workers die again and again."""
        while True:
            try:
                return job.future.result()
            except BrokenExecutor as error:
                if job.tries >= TRIES:
                    raise RetellError(DIED) from error
                self._replace(job.executor)
                job.tries += 1
                job.executor, job.future = self._executor, self._executor.submit(job.work, *job.given)
            except Exception as error:
                if type(error).__name__ == "KilledWorker":  # what Dask says after trying a few workers
                    raise RetellError(DIED) from error
                raise

    def each(self, work: Callable[..., T], given: Iterable[tuple[object, ...]]) -> Iterator[T]:
        """The results in the order of what is `given`, while those ahead are being worked on."""
        waiting: deque[Job[T]] = deque()
        for arguments in given:
            waiting.append(self.submit(work, *arguments))
            if len(waiting) > self.workers * AHEAD or isinstance(self._executor, Serial):
                yield self.result(waiting.popleft())
        while waiting:
            yield self.result(waiting.popleft())

    def _replace(self, broken: Executor) -> None:
        """A new executor in place of a broken one, unless that was done."""
        if self._executor is broken:
            self._dismiss(broken)
            self._executor = self._hire()


def hire(workers: int = 1, cluster: str = "") -> Crew:
    """The crew that a command asks for; raises RetellError for a cluster that does not answer."""
    if cluster:
        return _cluster(cluster)
    if workers == 1:
        return Crew(Serial, 1, _end)
    # A worker that is spawned shares nothing with this process but the code: the same on every system.
    context = multiprocessing.get_context("spawn")
    return Crew(lambda: ProcessPoolExecutor(workers, mp_context=context), workers, _end)


def _end(executor: Executor) -> None:
    executor.shutdown(wait=True, cancel_futures=True)


def _cluster(address: str) -> Crew:
    try:
        import distributed
    except ImportError as error:
        raise RetellError("A cluster needs Dask: install it with pip install 'newsgen[cluster]'.") from error
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise RetellError(
            f"No Dask scheduler answers at {address}; start one with dask scheduler and name its address."
        ) from error
    workers = len(client.scheduler_info(n_workers=-1)["workers"])
    if not workers:
        client.close()
        raise RetellError(f"The Dask scheduler at {address} has no workers; start some with dask worker {address}.")
    # Dask gives the work of a worker that died to another by itself.
    return Crew(lambda: client.get_executor(pure=False), workers, lambda _: client.close())
