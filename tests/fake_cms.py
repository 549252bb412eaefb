"""A content system in memory with its own time: creates that land late, lost answers, a trash, people who edit.

Nothing here knows the publisher's algorithm: the server does what WordPress and Ghost were seen to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from threading import RLock

from newsgen.destinations import Destination
from newsgen.errors import PublishError, TakenError
from newsgen.history.deliveries import TOO_LONG
from newsgen.http import Unknown
from newsgen.model import Correction, Delivery, Release, Request, Stage, Standing, Wish

SETTLE = 60.0  # seconds in which everything that was sent has arrived or never will


class Killed(BaseException):
    """The publisher's process ends here: nothing of it runs any more, no `finally` either."""


@dataclass
class Time:
    """Simulated time; what is due happens while somebody sleeps."""

    now: datetime = datetime(2024, 3, 6, 7, tzinfo=UTC)
    due: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Time goes by."""
        end = self.now + timedelta(seconds=seconds)
        while ready := sorted((one for one in self.due if one[0] <= end), key=lambda one: one[0]):
            self.due.remove(ready[0])
            self.now = max(self.now, ready[0][0])
            ready[0][1]()
        self.now = end

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Something happens in so many seconds."""
        self.due.append((self.now + timedelta(seconds=seconds), act))


@dataclass
class Post:
    """An article in the system; `touched` is a whole second, as everywhere."""

    id: int
    key: str
    sent: str
    slug: str
    title: str
    body: str
    stage: Stage
    touched: datetime
    at: datetime | None = None
    trashed: bool = False


@dataclass
class Cms:
    """The server: what stands in it, and how often it was asked to make something."""

    time: Time
    posts: dict[int, Post] = field(default_factory=dict)
    made: int = 0
    most: int = 0  # copies of one article outside the trash at the same time, the most there ever were
    lock: RLock = field(default_factory=RLock)

    def insert(self, release: Release, wish: Wish, sent: str) -> Post:
        """A new article; a slug that is taken gets a number."""
        with self.lock:
            self.made += 1
            slug, number = release.slug, 1
            while any(one.slug == slug for one in self.posts.values()):
                number += 1
                slug = f"{release.slug}-{number}"
            post = Post(self.made, release.key, sent, slug, release.headline, body_of(release), wish.stage, self.time())
            self.posts[post.id] = post
            self._staged(post, wish)
            self.most = max(self.most, len(self.copies(release.key)))
            return post

    def change(self, id: int, release: Release, wish: Wish, sent: str) -> Post:
        """Other words or another stage."""
        with self.lock:
            post = self.posts[id]
            post.title, post.body, post.sent, post.slug = release.headline, body_of(release), sent, release.slug
            post.key, post.touched = release.key, self.time()
            self._staged(post, wish)
            return post

    def copies(self, key: str) -> list[Post]:
        """The article outside the trash."""
        with self.lock:
            return [one for one in self.posts.values() if one.key == key and not one.trashed]

    def tick(self) -> None:
        """The server's own scheduler: what is due goes live, as in Ghost."""
        with self.lock:
            for post in self.posts.values():
                if post.stage is Stage.SCHEDULED and post.at and post.at <= self.time() and not post.trashed:
                    post.stage = Stage.LIVE

    def _staged(self, post: Post, wish: Wish) -> None:
        if (wish.stage is Stage.LIVE and post.stage is not Stage.LIVE) or post.at is None:
            post.at = self.time() if wish.stage is Stage.LIVE else wish.at
        post.at = wish.at if wish.stage is Stage.SCHEDULED else post.at
        post.stage = wish.stage


def body_of(release: Release) -> str:
    """The text as this system keeps it."""
    pieces = []
    for block in release.blocks:
        cells = [escape(cell) for row in (block.head, *block.rows) for cell in row]
        pieces += [f"<p>{piece}</p>" for piece in (block.html, *block.items, *cells) if piece]
    return "\n".join(pieces)


Fault = Callable[["Door", str], object]  # called at each request with its name, before it is done


@dataclass
class Door:
    """One client's way in: `faults` is what goes wrong at its requests, by their number.

    Reading   "down" no connection, "kill" the client dies, a function: somebody does something at that moment
    Writing   besides: "lost" it never arrives and nobody says so, "late" it arrives after the client gave up,
              "die" it is done and the answer breaks off, "killed" the client dies and it arrives nevertheless,
              "refuse" the server says no
    """

    cms: Cms
    name: str = "blog"
    kind: str = "fake"
    settle: float = SETTLE
    requests: Sequence[Request] = ()
    faults: Mapping[int, object] = field(default_factory=dict)
    delay: float = 20.0  # seconds after which what is late arrives
    dead: bool = False
    asked: int = 0

    def ready(self) -> tuple[str, ...]:
        self._read()
        return ()

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        self._read()
        with self.cms.lock:
            self.cms.tick()
            found = [one for one in self.cms.posts.values() if one.key == key or one.slug == slug or str(one.id) == id]
            return tuple(_standing(one) for one in found)

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        assert set(media) == {one.sha256 for one in release.pictures}
        made = self._write(lambda: self.cms.insert(release, wish, sent))
        return _standing(made)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        assert set(media) >= {one.sha256 for one in release.pictures}

        def change() -> Post:
            """As Ghost does it: whoever does not know the last change gets nothing done."""
            post = self.cms.posts.get(int(found.id))
            if post is None or _standing(post).touched != found.touched or _standing(post).texts != found.texts:
                raise PublishError("blog: somebody changed it meanwhile.")
            return self.cms.change(int(found.id), release, wish, sent)

        return _standing(self._write(change))

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        self._read()
        return {one.sha256: known.get(one.sha256, f"/media/{one.name}.png") for one in release.pictures}

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        taken = replace(release, blocks=(), headline=f"{notice.kind}: {notice.text}", slug=found.slug)
        return _standing(self._write(lambda: self.cms.change(int(found.id), taken, Wish(Stage.WITHDRAWN), sent)))

    def remove(self, surplus: Standing) -> None:
        self._write(lambda: self.cms.posts.pop(int(surplus.id), None))

    def page(self, found: Standing) -> str:
        return self.cms.posts[int(found.id)].body

    def close(self) -> None:
        """Nothing is held."""

    def _next(self) -> object:
        if self.dead:
            raise Killed
        self.asked += 1
        return self.faults.get(self.asked)

    def _read(self) -> None:
        fault = self._next()
        if callable(fault):
            fault()
        elif fault in ("kill", "killed"):
            self.dead = True
            raise Killed
        elif fault == "down":
            raise PublishError("blog: no connection.  Nothing was sent.")
        self.cms.time.sleep(0.2)

    def _write(self, act: Callable[[], Post | None]) -> Post:
        fault = self._next()
        if callable(fault):
            fault()  # after the look, before the request arrives
            fault = None
        if fault == "kill":
            self.dead = True
            raise Killed
        if fault == "refuse":
            raise PublishError("blog: the server says no (403).")
        if fault == "down":
            raise PublishError("blog: no connection.  Nothing was sent.")
        if fault in ("late", "killed"):
            self.cms.time.later(self.delay, lambda: _nobody_listens(act))
        if fault == "killed":
            self.dead = True
            raise Killed
        self.cms.time.sleep(0.5)
        done = act() if fault not in ("lost", "late") else None
        if fault in ("lost", "late", "die"):
            raise Unknown("no answer in time")
        return done or Post(0, "", "", "", "", "", Stage.DRAFT, self.cms.time())


def _nobody_listens(act: Callable[[], object]) -> None:
    with suppress(PublishError):
        act()


def _standing(post: Post) -> Standing:
    return Standing(
        id=str(post.id),
        key=post.key,
        slug=post.slug,
        url=f"https://blog.test/{post.slug}",
        stage=None if post.trashed else post.stage,
        sent=post.sent,
        touched=post.touched.isoformat(),
        texts={"title": post.title, "body": post.body},
        at=post.at,
    )


@dataclass
class MemoryJournal:
    """What `newsgen.history.History` is to deliveries, in memory; `die` is the number of the call that kills."""

    lines: dict[tuple[str, str], tuple[Delivery, datetime | None]] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def delivery(self, destination: str, key: str) -> Delivery | None:
        found = self.lines.get((destination, key))
        return found[0] if found else None

    def take(self, destination: str, key: str, owner: str, until: datetime, now: datetime, fresh: Delivery) -> Delivery:
        with self.lock:
            line, held = self.lines.get((destination, key), (fresh, None))
            if held is not None and now < held <= now + max(TOO_LONG, until - now) and line.owner != owner:
                raise TakenError(f"{destination}: another run holds {key}.", held)
            line = replace(line, owner=owner)
            self.lines[destination, key] = line, until
            return line

    def note(self, delivery: Delivery, until: datetime | None = None) -> None:
        with self.lock:
            line, _ = self.lines[delivery.destination, delivery.key]
            if line.owner != delivery.owner:
                raise TakenError("another run took it over")
            self.lines[delivery.destination, delivery.key] = delivery, until


@dataclass
class Mortal:
    """A journal as one process sees it, which dies with its client, or at its own call number `at`.

    `after` says whether the line was written by then.
    """

    journal: MemoryJournal
    door: Door
    at: int = 0
    after: bool = False
    calls: int = 0

    def delivery(self, destination: str, key: str) -> Delivery | None:
        return self.journal.delivery(destination, key)

    def take(self, destination: str, key: str, owner: str, until: datetime, now: datetime, fresh: Delivery) -> Delivery:
        return self._call(lambda: self.journal.take(destination, key, owner, until, now, fresh))

    def note(self, delivery: Delivery, until: datetime | None = None) -> None:
        self._call(lambda: self.journal.note(delivery, until))

    def _call(self, act: Callable[[], Delivery | None]) -> Delivery:
        if self.door.dead:
            raise Killed
        self.calls += 1
        dies = self.calls == self.at
        done = act() if not dies or self.after else None
        if dies:
            self.door.dead = True
            raise Killed
        return done  # type: ignore[return-value]


def _is_a_destination(door: Door) -> Destination:
    return door  # mypy looks
