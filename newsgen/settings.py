"""A newsroom's own settings: defaults < newsgen.toml < NEWSGEN_* environment < flags.

The schema is the dataclass below; an unknown key is an error with a suggestion, and a value knows where it came from.
Thresholds, verbs and coin names are not settings: they are the house language, in `templates/house.toml`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from newsgen import keys
from newsgen.errors import SettingsError

PREFIX = "NEWSGEN_"
FILE = "newsgen.toml"
STYLES = ("wire", "lively")
READERS = ("trade", "general")
_BEFORE_HOST = re.compile(r"(://[^:/?#@]*):.*@")  # a password may hold any of these signs itself
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")  # of a destination, a channel, a series
_FOLDERS = ("path", "keep", "out")  # options of a table that name folders
_IN_QUERY = re.compile(r"(?i)\b(\w*password)=[^&#]*")
HOUSE_PARTS = ("house.toml", "angles", "article", "page")  # what makes a folder a newsroom's own templates


def _says(meaning: str, choices: tuple[str, ...] = (), kind: str = "text") -> dict[str, Any]:
    return {"meaning": meaning, "choices": choices, "kind": kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a newsroom can set; what `_says` says of each is what `newsgen settings` prints."""

    out: Path = field(default=Path("output"), metadata=_says("Folder that gets one folder per told day", kind="path"))
    style: str = field(default="wire", metadata=_says("How warm the prose may be", STYLES))
    readers: str = field(
        default="trade", metadata=_says("Who reads it: general readers have a term explained, once a text", READERS)
    )
    series: str = field(
        default="daily", metadata=_says("Name of the series: each is told differently from what itself told lately")
    )
    language: str = field(
        default="en", metadata=_says("Language of the prose: the files <language>.md beside the rules")
    )
    newsroom: str = field(
        default="newsgen", metadata=_says("Name of the publisher, for the page and for search engines")
    )
    byline: str = field(default="", metadata=_says("Who answers for the article; empty prints the newsroom's name"))
    byline_url: str = field(default="", metadata=_says("Address of a page about who answers for it, for readers"))
    templates: tuple[Path, ...] = field(
        default=(),
        metadata=_says("Folders of your own templates, looked in before newsgen's; the first wins", kind="paths"),
    )
    disclosure: str = field(
        default="This recap was written by newsgen from market data, by rules that editors wrote, "
        "and every figure was checked against its source.",
        metadata=_says("The one line that tells readers how the text was made"),
    )
    interests: str = field(
        default="", metadata=_says("Holdings or interests of the newsroom that readers should know of")
    )
    section: str = field(default="Markets", metadata=_says("Section of the site that the article belongs to"))
    history: str = field(
        default="",
        metadata=_says("Where every reading is kept: a file, or a PostgreSQL address; empty is history.sqlite in out"),
    )
    papers: tuple[Path, ...] = field(
        default=(),
        metadata=_says("Folders of quotes.toml, events.toml and manual.toml that your desk keeps", kind="paths"),
    )
    coins: tuple[str, ...] = field(
        default=("BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA", "LINK"),
        metadata=_says("Tickers whose prices are asked for, the most important first", kind="names"),
    )
    without: tuple[str, ...] = field(default=(), metadata=_says("Sources that are not asked", kind="names"))
    feeds: tuple[str, ...] = field(
        default=("CoinDesk", "Cointelegraph", "Decrypt", "The Block"),
        metadata=_says("News feeds whose headlines are listed for the editor; never told", kind="names"),
    )
    deadline: float = field(
        default=45.0, metadata=_says("Seconds after which a run stops waiting for sources", kind="seconds")
    )
    editors: tuple[str, ...] = field(
        default=(),
        metadata=_says("Who may log in at a desk that others can reach; newsgen password prints a line", kind="names"),
    )
    desk_hosts: tuple[str, ...] = field(
        default=(), metadata=_says("Further names under which the desk is reached, as desk.example.org", kind="names")
    )
    desk_url: str = field(default="", metadata=_says("Address of the desk as editors reach it, for links in messages"))
    destinations: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict,
        hash=False,
        metadata=_says("Where articles go: a table [destinations.NAME] each", kind="tables"),
    )
    notify: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict, hash=False, metadata=_says("Who is told: a table [notify.NAME] each", kind="tables")
    )
    schedule: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict,
        hash=False,
        metadata=_says("When a series is told: a table [schedule.NAME] each", kind="tables"),
    )
    stop_file: Path = field(
        default=Path("STOP"), metadata=_says("While this file is there, nothing goes out anywhere", kind="path")
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and for each name where its value came from."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> Iterator[tuple[str, object, str, str]]:
        """Name, value, origin and meaning of every setting, in the order of the schema."""
        for item in fields(Settings):
            value = getattr(self.settings, item.name)
            shown = without_password(value) if isinstance(value, str) else value
            if item.name == "editors":  # a hash is nobody's business either
                shown = tuple(line.rpartition(":")[0] for line in value)
            yield item.name, shown, self.origins[item.name], item.metadata["meaning"]


def load_settings(
    path: Path | None = None, *, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> Loaded:
    """Settings from all four places; without `path`, `newsgen.toml` of the working folder is read if it is there.

    Raises SettingsError for an unknown key, a wrong type or a file that cannot be read.
    """
    values: dict[str, object] = {}
    origins = {item.name: "default" for item in fields(Settings)}
    file = path or (Path(FILE) if Path(FILE).is_file() else None)
    for origin, source in (
        (str(file), _from_file(file) if file else {}),
        ("environment", _from_environment(os.environ if environ is None else environ)),
        ("flag", {name: value for name, value in (flags or {}).items() if value is not None}),
    ):
        for name, value in source.items():
            label = f"{PREFIX}{name.upper()}" if origin == "environment" else origin
            values[name] = _typed(name, value, label)
            origins[name] = label
    return Loaded(Settings(**values), origins)  # type: ignore[arg-type]  # _typed has looked at each


def _from_file(path: Path) -> dict[str, object]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); name a file that exists.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML ({error}); mend that line.") from error
    for name in found:
        _known(name, str(path))
    # A folder named in a file is meant from where the file stands.
    for name in ("templates", "out", "papers", "stop_file"):
        if name in found:
            found[name] = _beside(path.parent, found[name])
    for name in ("destinations", "schedule"):
        if isinstance(found.get(name), dict):
            found[name] = {place: _tables_beside(path.parent, table) for place, table in found[name].items()}
    return found


def _beside(folder: Path, value: object) -> object:
    if isinstance(value, str):
        return str(folder / value)
    return [_beside(folder, item) for item in value] if isinstance(value, list) else value


def _tables_beside(folder: Path, table: object) -> object:
    if not isinstance(table, dict):
        return table
    return {name: _beside(folder, value) if name in _FOLDERS else value for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for variable, value in environ.items():
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower()
            if keys.belongs_here(variable):
                continue
            _known(name, "the environment", variable)
            found[name] = _split(name, value)
    return found


def _split(name: str, value: str) -> object:
    """Several folders or names in one variable."""
    kind = _kind(name)
    return value.split(os.pathsep) if kind == "paths" else value.split(",") if kind == "names" else value


def _kind(name: str) -> str:
    return str(next(item.metadata["kind"] for item in fields(Settings) if item.name == name))


def _known(name: str, where: str, spelt: str = "") -> None:
    names = [item.name for item in fields(Settings)]
    if name not in names:
        close = get_close_matches(name, names, 1, 0.5)
        guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(names)}."
        raise SettingsError(f"{where}: no setting called {(spelt or name)!r}; {guess}")


def _typed(name: str, value: object, where: str) -> object:
    """The value as the schema wants it."""
    kind = _kind(name)
    if kind in ("paths", "names"):
        items = value if isinstance(value, list | tuple) else [value]
        texts = [_text(name, item, where).strip() for item in items if item != ""]
        return tuple(Path(text).expanduser() for text in texts) if kind == "paths" else tuple(texts)
    if kind == "tables":
        return _tables(name, value, where)
    if kind == "path":
        return Path(_text(name, value, where)).expanduser()
    if kind == "seconds":
        return _seconds(name, value, where)
    text = _text(name, value, where)
    choices = next(item.metadata["choices"] for item in fields(Settings) if item.name == name)
    if choices and text not in choices:
        raise SettingsError(f"{where}: {name} is {text!r}, expected one of {', '.join(choices)}.")
    if "://" in text and where != f"{PREFIX}{name.upper()}" and _holds_password(text):
        raise SettingsError(f"{where}: {name} holds a password; set {PREFIX}{name.upper()} in the environment instead.")
    return text


def _tables(name: str, value: object, where: str) -> Mapping[str, Mapping[str, object]]:
    """Tables by their names; what stands in each is looked at by who uses it.  A secret in one is refused."""
    if not isinstance(value, Mapping) or not all(isinstance(table, Mapping) for table in value.values()):
        raise SettingsError(f"{where}: {name} holds tables; write [{name}.NAME] above its options.")
    for place, table in value.items():
        if not _NAME.fullmatch(place):
            raise SettingsError(f"{where}: {name}.{place} is no name; use small letters, digits and hyphens.")
        for option, held in table.items():
            secret = option.upper() in keys.OF_PLACES and held
            if secret or (isinstance(held, str) and "://" in held and _holds_password(held)):
                variable = keys.variable_of(place, option.upper() if secret else "PASSWORD")
                raise SettingsError(
                    f"{where}: {name}.{place}.{option} holds a secret; set {variable} in the environment instead."
                )
    return {place: dict(table) for place, table in value.items()}


def without_password(address: str) -> str:
    """An address with *** in place of its password, wherever it stands; any other text as it is.

    >>> without_password("postgresql://ann:secret@db/news?sslpassword=secret")
    'postgresql://ann:***@db/news?sslpassword=***'
    """
    if "://" not in address:
        return address
    return _IN_QUERY.sub(r"\1=***", _BEFORE_HOST.sub(r"\1:***@", address))


def _holds_password(address: str) -> bool:
    return without_password(address) != address


def _seconds(name: str, value: object, where: str) -> float:
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except ValueError:
        found = 0.0
    if not 0 < found <= 3600:
        raise SettingsError(f"{where}: {name} is {value!r}, expected a number of seconds such as 45.")
    return found


def _text(name: str, value: object, where: str) -> str:
    if isinstance(value, str | Path):
        return str(value)
    raise SettingsError(f"{where}: {name} is {value!r}, expected text in quotation marks.")


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Where templates are looked for, first wins: the settings', `./templates`, the package's, the repository's."""
    for folder in settings.templates:
        if not folder.is_dir():
            raise SettingsError(f"templates: there is no folder {folder}; create it or mend the setting.")
    here = Path("templates")
    own = [here] if any((here / part).exists() for part in HOUSE_PARTS) else []
    package = Path(str(files("newsgen")))
    shipped = [folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir()][:1]
    found = dict.fromkeys(folder.resolve() for folder in (*settings.templates, *own, *shipped))
    return tuple(found)
