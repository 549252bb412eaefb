"""Reading a house from its folders: the newsroom's own first, then the one that ships with newsgen."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from newsgen.errors import HouseError
from newsgen.house import claims
from newsgen.house.angle import TOPICS, Angle, read_angle, read_worth
from newsgen.house.house import House, Qualifiers, Skeleton
from newsgen.house.names import Names, did_you_mean, ended
from newsgen.house.prose import PhraseBook, Template, compile_template, read_phrases
from newsgen.house.shelf import Shelf
from newsgen.house.styling import capitals, read_spelling
from newsgen.house.wording import Wording, any_of, read_wording
from newsgen.house.words import FORMS, Band, read_bands

BEAT_SUBJECTS = ("btc", "eth")
HOUSE = "house.toml"
BRIEF = "brief"
SKELETONS = "article/skeletons.toml"
PHRASES = "phrases"  # of article/<language>/: not a standing part but what templates say with `{% say %}`
PLACES = ("lead", "support", *(f"support:{topic}" for topic in TOPICS), "quotes")  # moves that the plan fills


def load_house(
    folders: Sequence[Path], *, language: str = "en", style: str = "wire", readers: str = "trade", whole: bool = True
) -> House:
    """The house in `folders`: a file of an earlier folder wins; house.toml and the skeletons are merged.

    Without `whole`, a template of the last folder, which ships with newsgen, is read when it is first asked for.

    Templates see the style as `desk.lively`, and as `desk.glosses` that the readers are "general": terms are explained.

    Raises HouseError in one sentence for anything that does not fit the catalogue, with a suggestion.
    """
    settings = _merged(folders, HOUSE)
    if not settings:
        looked = ", ".join(map(str, folders)) or "no folder"
        raise HouseError(f"there is no {HOUSE} in {looked}; name a folder of templates.")
    settings["claims"] = _merged(folders, claims.FILE)
    _check_style(style, settings)
    thresholds = {key: float(value) for key, value in settings["thresholds"].items()}
    thresholds |= {f"desk.{name}": float(name == style) for name in settings["styles"]}
    thresholds["desk.glosses"] = float(readers == "general")
    angles = {name: _angle(name, file, thresholds) for name, file in sorted(_angle_files(folders))}
    names = [entry if isinstance(entry, str) else entry["name"] for entry in settings["coins"].values()]
    wording = replace(read_wording(settings["words"], style), spelling=read_spelling(settings, names, HOUSE))
    templates = Shelf(_templates(folders, language, angles, thresholds, wording))
    templates.read(name for name, file in templates.files.items() if whole or not file.is_relative_to(folders[-1]))
    skeletons = _skeletons(folders, templates)
    angles = {name: replace(angle, skeletons=_shapes(angle.skeletons, skeletons)) for name, angle in angles.items()}
    return _house(settings, language, style, thresholds, angles, templates, skeletons)


def _house(
    settings: Mapping[str, Any],
    language: str,
    style: str,
    thresholds: Mapping[str, float],
    angles: Mapping[str, Angle],
    templates: Mapping[str, Template],
    skeletons: Mapping[str, Skeleton],
) -> House:
    coins = {coin: {"name": entry} if isinstance(entry, str) else entry for coin, entry in settings["coins"].items()}
    called = capitals if settings.get("names", {}).get("capitals") else str
    words, limits = settings["words"], settings["qualifiers"]
    house = House(
        language=language,
        style=style,
        settings=settings,
        thresholds=thresholds,
        angles=angles,
        templates=templates,
        skeletons=skeletons,
        bands=read_bands(settings["bands"], style, HOUSE),
        qualifiers=Qualifiers(
            limits["above_limit"], limits["below_limit"], limits["about_limit"], limits["exact_limit"],
            tuple(limits["above"]), tuple(limits["below"]), tuple(limits["about"]),
        ),
        longer=Band(0.0, (settings["longer"]["up"],), (settings["longer"]["down"],)),
        flat_words={form: settings["flat"][form] for form in FORMS},
        sides=settings["sides"],
        coin_names={coin: called(entry["name"]) for coin, entry in coins.items()},
        other_names={coin: entry["the"] for coin, entry in coins.items() if "the" in entry},
        causal=any_of(words["causal"]),
        flat=thresholds.get("flat", 0.05),
        parts={
            name: read_worth(table, Names(f"templates/{HOUSE}: [parts] {name}", (), thresholds))
            for name, table in settings["parts"].items()
        },
    )  # fmt: skip
    _check_words(house, read_wording(words, style))
    return house


def _check_words(house: House, wording: Wording) -> None:
    """The house's own words keep to the house's own list."""
    verbs = [verb[form] for band in (*house.bands, house.longer) for verb in (*band.up, *band.down) for form in FORMS]
    sides = [word for side in house.sides.values() for word in side.values()]
    names = [*house.coin_names.values(), *house.other_names.values()]
    for word in [*verbs, *house.flat_words.values(), *sides, *names]:
        if refused := wording.refused(word):
            raise HouseError(f"templates/{HOUSE}: {'; '.join(refused)}.")


def read_toml(file: Path, where: str) -> dict[str, Any]:
    """A TOML file; raises HouseError with the line."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HouseError(f"{where}: {error}; mend the file.") from error


def _merged(folders: Sequence[Path], name: str) -> dict[str, Any]:
    """Tables of a file in all folders; what an earlier folder says wins, key by key."""
    merged: dict[str, Any] = {}
    for folder in reversed(folders):
        if (file := folder / name).is_file():
            _update(merged, read_toml(file, f"templates/{name}"))
    return merged


def _update(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _update(base[key], value)
        else:
            base[key] = value


def _check_style(style: str, settings: Mapping[str, Any]) -> None:
    if style not in settings["styles"]:
        raise HouseError(f"there is no style `{style}`; {ended(did_you_mean(style, settings['styles']))}")


def _angle_files(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    seen: set[str] = set()
    for folder in folders:
        for file in sorted(folder.glob("angles/*/rule.toml")):
            if file.parent.name not in seen:
                seen.add(file.parent.name)
                yield file.parent.name, file


def _angle(name: str, file: Path, thresholds: Mapping[str, float]) -> Angle:
    where = f"templates/angles/{name}/rule.toml"
    return read_angle(name, read_toml(file, where), where, thresholds)


def _templates(
    folders: Sequence[Path],
    language: str,
    angles: Mapping[str, Angle],
    thresholds: Mapping[str, float],
    wording: Wording,
) -> Iterator[tuple[str, Path, Callable[[], Template]]]:
    """Name, file and reader of every template."""
    phrases = _phrases(folders, language, thresholds, wording)
    subjects = {f"angles/{name}/{language}.md": (f"angle:{name}", angle.subjects) for name, angle in angles.items()}
    beats = {file.stem for folder in folders for file in folder.glob(f"article/{language}/*.md")} - {PHRASES}
    subjects |= {f"article/{language}/{name}.md": (f"beat:{name}", BEAT_SUBJECTS) for name in sorted(beats)}
    for place, (name, coins) in subjects.items():
        file = _first(folders, place)
        if file is None:
            folder = f"templates/{place.rpartition('/')[0]}"
            raise HouseError(f"{folder}: there is no {language}.md; write how the angle is told.")
        names = Names(f"templates/{place}", coins, thresholds)
        yield name, file, partial(_template, file, name, names, wording, phrases)


def _template(file: Path, name: str, names: Names, wording: Wording, phrases: PhraseBook) -> Template:
    return compile_template(_read(file, names.where), name, names, wording, phrases)


def _phrases(folders: Sequence[Path], language: str, thresholds: Mapping[str, float], wording: Wording) -> PhraseBook:
    """The shared phrases of all folders; one of an earlier folder wins."""
    book = PhraseBook()
    for folder in reversed(folders):
        if (file := folder / f"article/{language}/{PHRASES}.md").is_file():
            names = Names(f"templates/article/{language}/{PHRASES}.md", BEAT_SUBJECTS, thresholds)
            book = read_phrases(_read(file, names.where), names, wording, book)
    return book


def _first(folders: Sequence[Path], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _read(file: Path, where: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise HouseError(f"{where}: it is not UTF-8; save it as UTF-8.") from error


def _shapes(named: Sequence[str], skeletons: Mapping[str, Skeleton]) -> tuple[str, ...]:
    """The shapes that a rule names, each with its variations: those whose names go on after an underscore."""
    found = [[shape, *(name for name in skeletons if name.startswith(f"{shape}_"))] for shape in named]
    return tuple(dict.fromkeys(name for family in found for name in family))


def _skeletons(folders: Sequence[Path], templates: Mapping[str, Template]) -> dict[str, Skeleton]:
    found = {}
    for name, table in _merged(folders, SKELETONS).items():
        where = f"templates/{SKELETONS}: [{name}]"
        moves, reserve = tuple(table.get("moves", ())), tuple(table.get("reserve", ()))
        for move in (*moves, *reserve, *table.get("keep", ())):
            if move not in PLACES and move not in templates:
                known = [*PLACES, *(key for key in templates if key.startswith("beat:"))]
                raise HouseError(f"{where}: there is no move `{move}`; {ended(did_you_mean(move, known))}")
        for move in reserve:
            if move not in moves:
                raise HouseError(f"{where}: `{move}` of its reserve has no place; name it in `moves` too.")
        found[name] = Skeleton(
            name=name,
            title=table.get("title", name),
            moves=moves,
            keep=frozenset(table.get("keep", ("lead", "support"))),
            reserve=reserve,
            words=tuple(table.get("words", (200, 330))),
            headings=table.get("headings", 2),
        )
    if BRIEF not in found:
        raise HouseError(f"templates/{SKELETONS}: there is no [{BRIEF}]; it tells the days on which no angle holds.")
    return found
