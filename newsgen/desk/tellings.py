"""One past day at a time: told, held against another telling of it, and filed if somebody wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock

from newsgen import newsroom
from newsgen.desk import past
from newsgen.desk.material import raw_of
from newsgen.desk.past import Pair, Recipe, Store
from newsgen.desk.spans import Spans
from newsgen.desk.workbench import Workbench
from newsgen.errors import StaleError
from newsgen.newsroom import Edition


@dataclass(frozen=True, slots=True)
class Telling:
    """A past day as it would be filed now."""

    day: date
    edition: Edition  # with the editors' words, where there are any
    source: str  # what it was told from
    told: bool  # whether the day is filed
    against: str  # a snapshot's day, "filed", or ""
    pair: Pair | None  # what `against` asks for
    print: str  # SHA-256 of what readers would see: what a form that files it names


class Tellings:
    """The time machine of a desk: tables that were read are kept, and so is the last telling."""

    def __init__(self, bench: Workbench) -> None:
        self._bench, self._lock = bench, Lock()
        self._store: tuple[Recipe, Store | None] | None = None
        self._last: tuple[object, Telling] | None = None
        self.spans = Spans(bench.clock)

    def recipe(self, since: date) -> Recipe:
        """What days from `since` on are told from now."""
        return past.recipe_of(self._bench.settings, self._bench.folders, self._bench.clock(), since)

    def store(self, since: date | None = None) -> Store | None:
        """What is on file beside the told days; raises MarketError and HistoryError for what cannot be read."""
        recipe = self.recipe(since or self._bench.clock().date())
        with self._lock:
            kept = self._store
            if kept is None or kept[0].stamp != recipe.stamp or (not recipe.tables and kept[0].since > recipe.since):
                kept = self._store = recipe, past.read_store(recipe)
            return kept[1]

    def telling(self, day: date, against: str = "") -> Telling:
        """Tell a day with today's templates; "" holds it against what is filed, if it is.

        Raises NothingToTell for a day outside the data, and the house's error where a template cannot be read.
        """
        recipe = self.recipe(day)
        key = (day, against, recipe.stamp, *self._bench.look(day).values())
        if self._last is None or self._last[0] != key:
            self._last = key, self._told(day, against, recipe)
        return self._last[1]

    def file(self, day: date, seen: str) -> None:
        """File the day as it was seen; an editor's words there are carried on.

        Raises StaleError where it comes out otherwise by now.
        """
        telling = self.telling(day)
        if telling.print != seen:
            raise StaleError(f"{day} comes out otherwise by now; look at it again and repeat.")
        if telling.told:
            self._bench.file(day)
            return
        settings = self._bench.settings
        more = raw_of(self._bench.folder(day))
        newsroom.file(telling.edition, self._bench.house(), settings, now=self._bench.clock(), more=more)

    def _told(self, day: date, against: str, recipe: Recipe) -> Telling:
        told = recipe.is_told(day)
        store = None if told else self.store(day)
        studied = past.study(day, recipe, store, self._bench.house())
        house = self._bench.house(studied.state.style)
        generated = past.write(studied, house)
        against = against or (past.FILED if told else "")
        edition = past.with_words(studied, generated, recipe, house) if told else generated
        return Telling(
            day=day,
            edition=edition,
            source="the facts it was filed with" if store is None else store.name,
            told=told,
            against=against,
            pair=past.compare(studied, generated, recipe, against) if against else None,
            print=newsroom.fingerprint(edition.article),
        )
