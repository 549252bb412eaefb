"""Answers that more than one topic of a source needs."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from newsgen.wire import SourceError

T = TypeVar("T")


class Kept:
    """What was asked once in a run and serves several topics; a refusal is remembered like an answer."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._found: dict[str, Any] = {}

    async def get(self, name: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` gave when it was first called for this name; raises SourceError where it did then."""
        async with self._locks[name]:
            if name not in self._found:
                try:
                    self._found[name] = await ask()
                except SourceError as error:
                    self._found[name] = error
        if isinstance(self._found[name], SourceError):
            raise self._found[name]
        return cast(T, self._found[name])
