"""The content system in memory as a kind of destination that settings can name: tests put it into KINDS."""
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from newsgen.destinations import Destination
from newsgen.model import Release, Request, Standing, Wish
from tests.fake_cms import Cms, Door, Time

SITES: dict[str, Cms] = {}  # what stands there, by the name of the destination
TIME = Time()


class Shown(Door):
    """A door that a rehearsal goes through: writes are shown."""

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        self.requests = (Request("POST", f"https://{self.name}.test/posts", {}, release.headline, "the article"),)
        return Standing("new", release.key, release.slug, "", wish.stage, sent)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        self.requests = (Request("PUT", f"https://{self.name}.test/posts/{found.id}", {}, release.headline),)
        return found


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Destination:
    """See `newsgen.destinations.base.Opener`; `down = true` is a place that does not answer."""
    cms = SITES.setdefault(name, Cms(TIME))
    door = (Shown if dry else Door)(cms, name=name)
    door.faults = {1: "down"} if options.get("down") else {}
    return door
