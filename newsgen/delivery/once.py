"""Exactly once: an article at a destination, however often it is sent, and wherever a run broke off.

    journal -> look -> (create | update | adopt) -> look -> journal

What is sent is written down before, and a run that finds such a line waits until nothing of it can arrive any more;
only then it sends again.  Nothing is ever sent twice without a look in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from newsgen.delivery.held import Clock, Held, Journal, spoken
from newsgen.delivery.release import content_hash
from newsgen.delivery.seen import Seen, as_known, as_wished, by_a_person, demand_allowed, recorded, sorted_out, surplus
from newsgen.destinations import Destination
from newsgen.errors import PublishError, TakenError
from newsgen.http import Unknown
from newsgen.model import Correction, Delivery, Outcome, Release, Stage, Standing, Wish

Act = Callable[[Standing], Standing]
CREATES = 2  # in one run
_SUFFIXES = ("-recap", "-market-recap", "-newsgen")  # of an address that is taken by something else


def deliver(
    destination: Destination,
    release: Release,
    wish: Wish,
    journal: Journal,
    clock: Clock,
    *,
    owner: str,
    sleep: Callable[[float], object] = time.sleep,
    force: bool = False,
    amend: bool = False,
    dry: bool = False,
    may: Callable[[], object] = bool,
    earlier: Callable[[str], Release | None] = lambda _: None,
) -> Outcome:
    """See to it that the article stands at the destination as wished, once; whatever happens is an Outcome.

    owner  names the run: another one for each
    force  over a person's changes there, and again where it was deleted; what stood there is for the caller to keep
    amend  a correction, a refiling or a hold: words that readers see may change, and it may go back to a draft
    dry    nothing is sent or written down
    may    asked at the last moment before anything is sent; raises NewsgenError to stop it
    earlier  gives the release with an earlier text, by its SHA-256
    """
    run = _Run(destination, release, journal, clock, owner, sleep, force, amend, dry, may, earlier)
    return run.told(lambda: run.through(wish))


def take_back(
    destination: Destination,
    release: Release,
    notice: Correction,
    journal: Journal,
    clock: Clock,
    *,
    owner: str,
    sleep: Callable[[float], object] = time.sleep,
    dry: bool = False,
    may: Callable[[], object] = bool,
) -> Outcome:
    """See to it that the article is withdrawn at the destination: its words give way to the notice.

    A person's changes there do not stop it; `Outcome.standing` of what stood there is in the journal before.
    """
    run = _Run(destination, release, journal, clock, owner, sleep, True, True, dry, may)
    return run.told(lambda: run.withdrawn(notice))


class _Run(Held):
    """One article, one destination, one run."""

    # ---- the ways through ------------------------------------------------------------------------------------------

    def through(self, wish: Wish) -> Outcome:
        """Create it, update what stands there, or leave it."""
        sent = content_hash(self.release)
        seen = self._settled()
        if seen.rejected:
            return self.rejected(seen.trashed[0])
        if seen.mine:
            return self._bring_to(self._only(seen), sent, wish)
        stood = self.mine.standing is not None or self.mine.state in ("done", "withdrawn", "rejected")
        if stood and not self.force:
            return self.rejected(None)
        self.line = replace(self.mine, standing=None)
        return self._create(seen, sent, wish)

    def withdrawn(self, notice: Correction) -> Outcome:
        """Put the notice in its place."""
        seen = self._settled()
        if not seen.mine:
            gone = self.noted(replace(self.mine, state="withdrawn", finished_at=self.clock()))
            stood = f"; it stood at {gone.standing.url}" if gone.standing and gone.standing.url else ""
            return self.outcome("withdrawn", f"{self.name}: nothing of the article stands there{stood}.", gone.standing)
        one, sent = self._only(seen), content_hash(replace(self.release, corrections=(notice,)))
        if as_wished(one, sent, Wish(Stage.WITHDRAWN)):
            return self.done(one, sent, "withdrawn", "the article stands withdrawn.", "withdrawn")
        return self._send(
            one, sent, Wish(Stage.WITHDRAWN), lambda at: self.destination.withdraw(at, self.release, notice, sent),
            "withdrawn", "withdrawn",
        )  # fmt: skip

    # ---- looking ---------------------------------------------------------------------------------------------------

    def _settled(self) -> Seen:
        """What stands there, once nothing that an earlier run sent can arrive any more."""
        line = self.mine
        if line.slug:
            self.release = replace(self.release, slug=line.slug)
        seen = self._look()
        if line.state != "started":
            return seen
        if self.dry:
            self.notes.append("An earlier run broke off; it would be waited for.")
            return seen

        def arrived(now: Seen) -> bool:
            return bool(now.trashed) or any(as_wished(one, line.sha256, Wish(line.stage)) for one in now.mine)

        return self._watch(line.started_at, arrived, seen)

    def _look(self) -> Seen:
        known = self.mine.standing.id if self.mine.standing else ""
        found = self.destination.find(self.release.key, self.release.slug, known)
        return sorted_out(found, self.mine, self.release.slug)

    def _watch(self, started: datetime, well: Callable[[Seen], bool], seen: Seen | None = None) -> Seen:
        """Look again and again until it is well, or nothing that was sent by then can arrive any more.

        What has gone by is counted here: a clock that is put right meanwhile makes it neither shorter nor endless.
        """
        settle = self.destination.settle
        pause, left = min(5.0, max(0.05, settle / 20)), settle
        left -= min(settle, max(0.0, (self.clock() - started).total_seconds()))
        while True:
            begun, over = time.monotonic(), seen is None and left <= 0  # what was looked at before counts for nothing
            seen = seen or self._look()
            if over or well(seen):
                return seen
            nap = min(pause, max(0.01, left))
            self.sleep(nap)
            left -= max(nap, time.monotonic() - begun)
            seen = None

    def _only(self, seen: Seen) -> Standing:
        """The one that counts; further copies that newsgen sent are removed."""
        first = seen.mine[0]
        ours, strange = surplus(seen)
        for one in ours:
            self._remove(one)
        for one in strange:
            self.notes.append(f"Another article there carries its mark ({one.url or one.id}); look at it there.")
        return first

    def _remove(self, one: Standing) -> None:
        try:
            self.may()
            self.noted(self.mine)  # still ours
            self.destination.remove(one)
            self.notes.append(f"A surplus copy was removed ({one.id}).")
        except TakenError:
            raise
        except (PublishError, Unknown) as error:
            self.notes.append(f"A surplus copy is still there ({one.url or one.id}): {error}")

    # ---- sending ---------------------------------------------------------------------------------------------------

    def _bring_to(self, one: Standing, sent: str, wish: Wish) -> Outcome:
        """An article that stands there, as wished."""
        line = self.mine
        landed = line.state == "started" and as_wished(one, line.sha256, Wish(line.stage))
        if not one.sent and line.state != "started" and line.standing and one.texts == line.standing.texts:
            one = replace(one, sent=line.sha256)  # a person took the mark out and left the words
        before = self.earlier(line.text) if line.state == "started" and line.sha256 != sent else None
        changed = by_a_person(one, line, self.release, sent, before, self.destination.settle)
        if as_wished(one, sent, wish):
            what = "unchanged" if line.state == "done" else "adopted"
            if changed:
                pull = f"newsgen pull {self.release.day} --from {self.name}"
                self.notes.append(f"A person changed its words there since, and they stay; {pull} brings them home.")
            return self.done(as_known(one, line) if changed else one, sent, what, f"{spoken(one)}.")
        if changed and not self.force:
            raise self._strange(one)
        demand_allowed(one, line, sent, wish, landed=landed or self.force, amend=self.amend)
        if not changed:
            self.line = replace(line, standing=one)  # known to be newsgen's, whatever becomes of the next step
        self.release = replace(self.release, slug=one.slug or self.release.slug)
        media = self._pictures()
        return self._send(
            one, sent, wish, lambda at: self.destination.update(at, self.release, wish, sent, media), "updated"
        )

    def _send(self, one: Standing, sent: str, wish: Wish, act: Act, what: str, state: str = "done") -> Outcome:
        """Change what stands there; a change whose answer is lost is looked for, and made once more at most."""
        before = self.mine
        for _ in range(CREATES):
            started = self.start(sent, wish)
            try:
                now = act(one)
            except Unknown:
                seen = self._watch(started, lambda seen: _has(seen, sent, wish))
                found = next((at for at in seen.mine if at.id == one.id), None)
                if found is None:
                    return self.lost("the article is not there any more")
                if as_wished(found, sent, wish):
                    return self.done(self._own(found, sent), sent, what, f"{spoken(found)}.", state)
                if not self.force and by_a_person(found, self.mine, self.release, sent, None, self.destination.settle):
                    self._after_refusal(before, sent)  # a person was faster than what was lost
                    raise self._strange(found) from None
                one = found
                continue
            except PublishError:
                self._after_refusal(before, sent)
                raise
            return self.done(now, sent, what, f"{spoken(now)}.", state)
        return self.lost("nobody knows whether the change arrived")

    def _strange(self, one: Standing) -> PublishError:
        when = f" (last change {one.touched})" if one.touched else ""
        return PublishError(
            f"{self.name}: a person changed the article there{when}, and it is not overwritten; "
            f"fetch it with newsgen pull {self.release.day} --from {self.name}, or use --force."
        )

    def _create(self, seen: Seen, sent: str, wish: Wish) -> Outcome:
        """Make it, once; where the answer is lost, look until nothing can arrive any more, and make it once more."""
        self._find_address(seen)
        media, before = self._pictures(), self.mine
        for _ in range(CREATES):
            started = self.start(sent, wish)
            try:
                made: Standing | None = self.destination.create(self.release, wish, sent, media)
            except Unknown:
                seen, made = self._watch(started, lambda seen: _whole(seen, wish)), None
            except PublishError:
                self._after_refusal(before, sent)
                raise
            else:
                seen = self._after(made)
            if seen.rejected:
                return self.rejected(seen.trashed[0])
            if seen.mine:
                one = self._only(seen)
                if not _whole(Seen((one,)), wish):
                    return self._bring_to(one, sent, wish)
                one = made if made and made.id == one.id else self._own(one, sent)
                return self.done(one, sent, "created", f"{spoken(one)}.")
        return self.lost("nobody knows whether the article arrived")

    def _own(self, one: Standing, sent: str) -> Standing:
        """What was found of what was just sent: where a person was faster, their words are not taken for newsgen's."""
        changed = by_a_person(one, self.mine, self.release, sent, None, self.destination.settle)
        return as_known(one, self.mine) if changed else one

    def _after(self, made: Standing | None) -> Seen:
        """What stands there after an answer said that it was made: there may be two."""
        if made is None or self.dry:
            return Seen((made,) if made else ())
        try:
            seen = self._look()
        except (PublishError, Unknown):
            return Seen((made,))
        return seen if seen.mine or seen.trashed else Seen((made,))  # a search may lag behind

    def _after_refusal(self, before: Delivery, sent: str) -> None:
        """The line after a refusal: what was made nevertheless is known from now on."""
        seen = Seen()
        with suppress(PublishError, Unknown):
            seen = self._look()
        arrived = before.standing is None or before.standing.sent != sent
        if arrived and seen.mine and seen.mine[0].sent == sent:
            self.noted(recorded(self.mine, self._own(seen.mine[0], sent), self.release, sent, self.clock()))
        else:
            self.noted(before)

    def _find_address(self, seen: Seen) -> None:
        """An address of our own where something else stands at the wished one; it is remembered."""
        wished, others = self.release.slug, seen.others
        for suffix in (*_SUFFIXES, f"-{self.release.key}"):
            if not others:
                break
            same = next((one for one in others if one.texts.get("title", "").strip() == self.release.headline), None)
            if same and not same.key:
                raise PublishError(
                    f"{self.name}: an article with this headline and address stands there without newsgen's mark "
                    f"({same.url or same.id}); delete or rename it there if this one is to go out."
                )
            self.release = replace(self.release, slug=f"{wished}{suffix}")
            others = self._look().others
        if self.release.slug != wished:
            self.notes.append(f"Something else stands at {wished}; the article gets {self.release.slug}.")
            self.noted(replace(self.mine, slug=self.release.slug))

    def _pictures(self) -> Mapping[str, str]:
        """Every picture there, and remembered."""
        self.may()
        try:
            media = self.destination.pictures(self.release, self.mine.media)
        except Unknown as error:
            raise PublishError(f"{self.name}: a picture was not answered ({error}); publish again.") from error
        if dict(media) != dict(self.mine.media):
            self.noted(replace(self.mine, media={**self.mine.media, **media}))
        return media


def _has(seen: Seen, sent: str, wish: Wish) -> bool:
    return any(as_wished(one, sent, wish) for one in seen.mine)


def _whole(seen: Seen, wish: Wish) -> bool:
    """Whether all of a creation arrived: a place that makes a draft first may still be at work on the second half."""
    half = wish.stage is not Stage.DRAFT and all(one.stage is Stage.DRAFT for one in seen.mine)
    return bool(seen.trashed) or bool(seen.mine and not half)
