"""Who is told what happened: one module for each kind of channel, and others' by the entry point `newsgen.notify`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import cast

from newsgen import keys
from newsgen.clock import present
from newsgen.errors import NewsgenError, SettingsError
from newsgen.model import Bulletin, Request
from newsgen.notify.base import Channel, Opener
from newsgen.notify.words import KINDS as KINDS_OF_BULLETIN
from newsgen.settings import Settings

__all__ = [
    "KINDS",
    "KINDS_OF_BULLETIN",
    "Channel",
    "Opener",
    "channel",
    "channels",
    "check",
    "kinds",
    "rehearse",
    "tell",
]

# The module of each kind that ships with newsgen.
KINDS: Mapping[str, str] = MappingProxyType(
    {name: f"newsgen.notify.{name}" for name in ("slack", "discord", "telegram", "email", "webhook")}
)
GROUP = "newsgen.notify"


def tell(bulletin: Bulletin, settings: Settings, *, now: datetime | None = None) -> tuple[str, ...]:
    """Tell every channel that wants bulletins of this kind; gives one sentence for each that failed.

    A channel that fails, whatever the reason, stops neither the others nor the run.
    """
    moment = now or present()()
    with ThreadPoolExecutor(max_workers=len(settings.notify) or 1) as pool:  # one that is slow holds up no other
        told = pool.map(lambda name: _told(name, bulletin, settings, moment), settings.notify)
        return tuple(sentence for sentence in told if sentence)


def rehearse(
    bulletin: Bulletin, settings: Settings, names: Sequence[str] = (), *, now: datetime | None = None
) -> tuple[Request, ...]:
    """What would be sent to the channels of these names, or to all; nothing is.  Raises SettingsError."""
    found, moment = list[Request](), now or present()()
    for one in channels(settings, names, dry=True):
        if names or bulletin.kind in one.on:
            one.tell(bulletin, moment)
            found += one.requests
    return tuple(found)


def check(settings: Settings) -> tuple[str, ...]:
    """One sentence for each channel that cannot be opened as the settings and the environment stand."""
    wrong = []
    for name in settings.notify:
        try:
            channel(name, settings)
        except NewsgenError as error:
            wrong.append(str(error))
    return tuple(wrong)


def channels(settings: Settings, names: Sequence[str] = (), *, dry: bool = False) -> tuple[Channel, ...]:
    """The channels of these names, or all; raises SettingsError for one that is not there or cannot be opened."""
    return tuple(channel(name, settings, dry=dry) for name in names or settings.notify)


def channel(name: str, settings: Settings, *, dry: bool = False) -> Channel:
    """The channel that the settings call `name`; its secrets come from the environment.  Raises SettingsError."""
    if name not in settings.notify:
        close = get_close_matches(name, settings.notify, 1, 0.5)
        there = ", ".join(settings.notify) or "none; write a table [notify.NAME] in newsgen.toml"
        raise SettingsError(
            f"notify: no channel called {name!r}; {f'did you mean {close[0]!r}?' if close else f'there are: {there}.'}"
        )
    table = settings.notify[name]
    options = {option: value for option, value in table.items() if option != "kind"}
    return _opener(name, str(table.get("kind", "")))(name, options, keys.secrets_of(name), dry=dry)


def kinds() -> tuple[str, ...]:
    """Every kind of channel that is installed."""
    return tuple(dict.fromkeys((*KINDS, *(entry.name for entry in entry_points(group=GROUP)))))


def _told(name: str, bulletin: Bulletin, settings: Settings, now: datetime) -> str:
    """Why a channel failed, "" where it did not."""
    try:
        one = channel(name, settings)
        if bulletin.kind in one.on:
            one.tell(bulletin, now)
    except NewsgenError as error:
        return str(error)
    except Exception as error:  # also of channels that others wrote: whatever it says may hold a secret
        return f"notify.{name}: it failed ({type(error).__name__}); try newsgen notify {name}."
    return ""


def _opener(name: str, kind: str) -> Opener:
    if kind in KINDS:
        return cast(Opener, import_module(KINDS[kind]).open_channel)
    for entry in entry_points(group=GROUP):
        if entry.name == kind:
            return cast(Opener, entry.load())
    close = get_close_matches(kind, kinds(), 1, 0.5)
    guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(kinds())}."
    raise SettingsError(f"notify.{name}: no kind of channel called {kind!r}; {guess}")
