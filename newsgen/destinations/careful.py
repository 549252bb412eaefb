"""A destination whose server may answer anything: what makes no sense is said in a sentence, and is no traceback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from newsgen.destinations.base import Destination
from newsgen.errors import NewsgenError, PublishError
from newsgen.http import Unknown
from newsgen.model import Correction, Release, Request, Standing, Wish


class Careful:
    """Another destination; see `newsgen.destinations.Destination`.

    A question whose answer makes no sense is a PublishError; after a request that changes something, nobody knows.
    """

    def __init__(self, place: Destination) -> None:
        self.name, self.kind, self.settle, self._place = place.name, place.kind, place.settle, place
        self._strange = list[str]()

    @property
    def requests(self) -> Sequence[Request]:
        """See `Destination.requests`."""
        return self._place.requests

    @property
    def notes(self) -> tuple[str, ...]:
        """What it found on the way, and which answers made no sense."""
        return (*getattr(self._place, "notes", ()), *self._strange)

    def ready(self) -> tuple[str, ...]:
        """See `Destination.ready`."""
        with self._asking():
            return tuple(self._place.ready())

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """See `Destination.find`."""
        with self._asking():
            return tuple(self._place.find(key, slug, id))

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.create`."""
        with self._changing():
            return self._place.create(release, wish, sent, media)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.update`."""
        with self._changing():
            return self._place.update(found, release, wish, sent, media)

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See `Destination.pictures`."""
        with self._asking():
            return self._place.pictures(release, known)

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """See `Destination.withdraw`."""
        with self._changing():
            return self._place.withdraw(found, release, notice, sent)

    def remove(self, surplus: Standing) -> None:
        """See `Destination.remove`."""
        with self._changing():
            self._place.remove(surplus)

    def page(self, found: Standing) -> str:
        """See `Destination.page`."""
        with self._asking():
            return self._place.page(found)

    def close(self) -> None:
        """See `Destination.close`."""
        self._place.close()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except (NewsgenError, Unknown):
            raise
        except Exception as error:
            raise PublishError(f"{self._words(error)}  See newsgen destinations --check.") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        except (NewsgenError, Unknown):
            raise
        except Exception as error:
            self._strange.append(self._words(error))
            raise Unknown("its answer makes no sense") from error

    def _words(self, error: Exception) -> str:
        """Without the error's own, which may be the server's."""
        last = extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).stem}.{last.name}, line {last.lineno}"
        return f"{self.name}: its answer makes no sense to newsgen ({type(error).__name__} in {place})."
