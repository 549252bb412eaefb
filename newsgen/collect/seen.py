"""What has been told already, remembered for a while and no longer."""

from __future__ import annotations

from collections import OrderedDict


class Seen:
    """The ids of the latest orders of one exchange: at most `size` of them, and none older than `horizon` ms."""

    def __init__(self, size: int = 200_000, horizon: int = 2 * 3_600_000) -> None:
        self._size, self._horizon = size, horizon
        self._at: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._at)

    def fresh(self, id: str, now: int) -> bool:
        """Whether the id is new; from now on it is not.  `now` in milliseconds since 1970."""
        self._forget(now)
        if id in self._at:
            return False
        self._at[id] = now
        if len(self._at) > self._size:
            self._at.popitem(last=False)
        return True

    def _forget(self, now: int) -> None:
        while self._at:
            oldest = next(iter(self._at))
            if now - self._at[oldest] <= self._horizon:
                return
            del self._at[oldest]
