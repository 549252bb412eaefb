"""What a run is set up with, looked at before anybody is asked: a misspelt name would silently cost its facts."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from newsgen.catalogue import COINS
from newsgen.errors import SettingsError
from newsgen.gather import names
from newsgen.gather.feeds import FEEDS
from newsgen.settings import Settings


def checked(settings: Settings) -> Settings:
    """The same settings; raises SettingsError for a source, coin, feed or folder that there is not."""
    _known("without", "source", settings.without, names())
    _known("coins", "coin", settings.coins, COINS)
    _known("feeds", "feed", settings.feeds, FEEDS)
    for folder in settings.papers:
        if not folder.is_dir():
            raise SettingsError(f"papers: there is no folder {folder}; create it or mend the setting.")
    return settings


def _known(setting: str, what: str, given: Iterable[str], there_are: Iterable[str]) -> None:
    known = {name.casefold(): name for name in there_are}
    for name in given:
        if name not in known.values():
            close = get_close_matches(name.casefold(), known, 1, 0.7)
            guess = f"did you mean {known[close[0]]}?" if close else f"there are {', '.join(known.values())}."
            raise SettingsError(f"{setting}: there is no {what} {name!r}; {guess}")
