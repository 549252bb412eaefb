"""What every destination can do.  Whether and when it does it is decided elsewhere (`newsgen.delivery`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from newsgen.errors import PublishError
from newsgen.http import NotSent
from newsgen.model import Correction, Release, Request, Standing, Wish


class Destination(Protocol):
    """A place that articles go to: opened with its settings, used in one run, closed.

    Errors of every method: PublishError (its sentence says what, where and what to do next; nothing was changed by
    the call, or nothing that matters), `newsgen.http.Unknown` (it was sent and nobody knows what became of it).
    """

    name: str  # as the settings name it
    kind: str  # "wordpress"
    settle: float  # seconds after which a request of a dead client can no longer do anything there

    @property
    def requests(self) -> Sequence[Request]:
        """Of a dry run, in order."""

    def ready(self) -> tuple[str, ...]:
        """Look at the credentials, the role and what the place can do; gives warnings in sentences.

        Raises PublishError for a wrong password, a missing role, a place that is offline.
        """

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """Every article there that carries this key in its marker or meta, whatever its status, the trash included;
        and any other article at that slug or id, which then has another `key` or "".

        The oldest first.  Asks the server anew each time and believes no search without looking at the hit.
        """

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """Make the article, once and without a second attempt, with key and `sent` (the content hash) in its marker.

        `media` are pictures that stand there already (see `pictures`).  What came back is compared with what was
        sent, field by field; a difference that readers would see is a PublishError.
        A free slug that the server chose instead of the wished one is no error: `Standing.slug` says it.
        """

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """Change the article that stands there; refuses with PublishError where it was changed since `found`."""

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See to it that every picture stands there: its SHA-256 to its id or address there.

        `known` is from earlier deliveries: what is there is not sent again.
        """

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """Take the article back: its words give way to the notice, and it leaves the public lists where it can."""

    def remove(self, surplus: Standing) -> None:
        """Delete newsgen's own surplus copy for good; never called for the one that counts."""

    def page(self, found: Standing) -> str:
        """The HTML that a reader gets at the article's address, without any login; "" where there is no page."""

    def close(self) -> None:
        """Let go of the connection."""


class Opener(Protocol):
    """How a destination's module is entered: the function `open_destination` in it."""

    def __call__(
        self, name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
    ) -> Destination:
        """`options` is the table of the settings without `kind`; `secrets` by their last word ("PASSWORD").

        Raises SettingsError for an option that does not exist or has the wrong type, or a secret that is missing.
        """


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """What never reached the place as one sentence."""
    try:
        yield
    except NotSent as error:
        raise PublishError(f"{name}: {error}.  Nothing was sent; see newsgen destinations.") from error
