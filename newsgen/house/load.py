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
from newsgen.house.angle import TOPICS, Angle, Worth, read_angle, read_worth
from newsgen.house.house import House, Qualifiers, Skeleton
from newsgen.house.kept import Kept, decided, said
from newsgen.house.names import Names, did_you_mean, ended
from newsgen.house.picture import KINDS, TEXTS, Picture, read_picture
from newsgen.house.prose import BLOCKS, PhraseBook, Template, compile_template, read_phrases
from newsgen.house.shelf import Shelf
from newsgen.house.sources import Sources, read_sources, text_of
from newsgen.house.styling import capitals, read_spelling
from newsgen.house.wording import Wording, any_of, read_wording
from newsgen.house.words import FORMS, Band, read_bands

BEAT_SUBJECTS = ("btc", "eth")
HOUSE = "house.toml"
BRIEF = "brief"
SKELETONS = "article/skeletons.toml"
PHRASES = "phrases"  # of article/<language>/: not a standing part but what templates say with `{% say %}`
_HOUSES, _MADE = Kept(2), Kept(4)  # two styles, today's and an earlier day's templates
PLACES = ("lead", "support", *(f"support:{topic}" for topic in TOPICS), "quotes")  # moves that the plan fills


def load_house(
    folders: Sequence[Path], *, language: str = "en", style: str = "wire", readers: str = "trade", whole: bool = True
) -> House:
    """The house in `folders`: a file of an earlier folder wins; house.toml and the skeletons are merged.

    Without `whole`, a template of the last folder, which ships with newsgen, is read when it is first asked for.

    Templates see the style as `desk.lively`, and as `desk.glosses` that the readers are "general": terms are explained.

    Raises HouseError in one sentence for anything that does not fit the catalogue, with a suggestion.
    """
    sources = read_sources(folders)
    if sources.first(HOUSE) is None:
        looked = ", ".join(map(str, folders)) or "no folder"
        raise HouseError(f"there is no {HOUSE} in {looked}; name a folder of templates.")
    place = (language, style, readers, whole)
    return _HOUSES.get(place, sources.key, lambda: _load(sources, language, style, readers, whole))


def _load(sources: Sources, language: str, style: str, readers: str, whole: bool) -> House:
    settings = {**_merged(sources, HOUSE), "claims": _merged(sources, claims.FILE)}
    _check_style(style, settings)
    thresholds = {key: float(value) for key, value in settings["thresholds"].items()}
    thresholds |= {f"desk.{name}": float(name == style) for name in settings["styles"]}
    thresholds["desk.glosses"] = float(readers == "general")
    angles = {name: _angle(name, sources, thresholds) for name in _folders(sources, "angles/*/rule.toml")}
    names = [entry if isinstance(entry, str) else entry["name"] for entry in settings["coins"].values()]
    wording = replace(read_wording(settings["words"], style), spelling=read_spelling(settings, names, HOUSE))
    pictures = {name: _picture(name, sources, thresholds, angles) for name in _folders(sources, "charts/*/chart.toml")}
    templates = Shelf(_templates(sources, language, angles, pictures, thresholds, wording))
    templates.read(name for name, file in templates.files.items() if whole or sources.is_own(file))
    skeletons = _skeletons(sources, templates)
    angles = {name: replace(angle, skeletons=_shapes(angle.skeletons, skeletons)) for name, angle in angles.items()}
    house = _house(settings, language, style, thresholds, angles, templates, skeletons)
    return replace(house, pictures=pictures)


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
            name: _worth(name, table, thresholds) for name, table in settings["parts"].items()
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


def _worth(name: str, table: Mapping[str, Any], thresholds: Mapping[str, float]) -> Worth:
    names, written = Names(f"templates/{HOUSE}: [parts] {name}", (), thresholds), repr(table)
    return _MADE.get(names.where, (written, decided(written, thresholds)), lambda: read_worth(table, names))


def _toml(content: bytes, where: str) -> dict[str, Any]:
    """A TOML file, which nobody changes; raises HouseError with the line."""
    try:
        return _MADE.get(("toml", where), content, lambda: tomllib.loads(text_of(content, where)))
    except tomllib.TOMLDecodeError as error:
        raise HouseError(f"{where}: {error}; mend the file.") from error


def _merged(sources: Sources, name: str) -> dict[str, Any]:
    """Tables of a file in all folders; what an earlier folder says wins, key by key."""
    merged: dict[str, Any] = {}
    for content in sources.every(name):
        merged = _over(merged, _toml(content, f"templates/{name}"))
    return merged


def _over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _over(base[key], value) for key, value in over.items()
            if isinstance(value, dict) and isinstance(base.get(key), dict)}  # fmt: skip
    return {**base, **over, **both}


def _check_style(style: str, settings: Mapping[str, Any]) -> None:
    if style not in settings["styles"]:
        raise HouseError(f"there is no style `{style}`; {ended(did_you_mean(style, settings['styles']))}")


def _folders(sources: Sources, pattern: str) -> list[str]:
    """The names of the folders that hold such a file."""
    return sorted(name.split("/")[1] for name in sources.named(pattern))


def _angle(name: str, sources: Sources, thresholds: Mapping[str, float]) -> Angle:
    file = f"angles/{name}/rule.toml"
    where, content = f"templates/{file}", sources.first(file) or b""
    key = (content, decided(text_of(content, where), thresholds))
    return _MADE.get(where, key, lambda: read_angle(name, _toml(content, where), where, thresholds))


def _picture(name: str, sources: Sources, thresholds: Mapping[str, float], angles: Mapping[str, Angle]) -> Picture:
    file = f"charts/{name}/chart.toml"
    where, content = f"templates/{file}", sources.first(file) or b""
    key = (content, decided(text_of(content, where), thresholds), tuple(angles))
    return _MADE.get(where, key, lambda: read_picture(name, _toml(content, where), where, thresholds, angles))


def _templates(
    sources: Sources,
    language: str,
    angles: Mapping[str, Angle],
    pictures: Mapping[str, Picture],
    thresholds: Mapping[str, float],
    wording: Wording,
) -> Iterator[tuple[str, str, Callable[[], Template]]]:
    """Name, file and reader of every template."""
    limits = hash(wording.key)
    phrases = _phrases(sources, language, thresholds, wording, limits)
    subjects = {f"angles/{name}/{language}.md": (f"angle:{name}", angle.subjects) for name, angle in angles.items()}
    parts = {file.split("/")[2].removesuffix(".md") for file in sources.named(f"article/{language}/*.md")} - {PHRASES}
    subjects |= {f"article/{language}/{name}.md": (f"beat:{name}", BEAT_SUBJECTS) for name in sorted(parts)}
    charts = {f"charts/{name}/{language}.md": picture for name, picture in pictures.items()}
    subjects |= {place: (f"chart:{picture.name}", picture.subjects) for place, picture in charts.items()}
    for place, (name, coins) in subjects.items():
        content = sources.first(place)
        if content is None:
            folder = f"templates/{place.rpartition('/')[0]}"
            raise HouseError(f"{folder}: there is no {language}.md; write how it is told.")
        names = Names(f"templates/{place}", coins, thresholds)
        blocks = (*TEXTS, *KINDS[charts[place].kind]) if place in charts else BLOCKS
        yield name, place, partial(_template, content, name, names, wording, limits, phrases, blocks)


def _template(
    content: bytes,
    name: str,
    names: Names,
    wording: Wording,
    limits: int,
    phrases: PhraseBook,
    blocks: Sequence[str],
) -> Template:
    text = text_of(content, names.where)
    depends = (decided(text, names.thresholds), said(text, phrases.keys), limits)
    key = (name, names.subjects, blocks, text, *depends)
    return _MADE.get(names.where, key, lambda: compile_template(text, name, names, wording, phrases, blocks))


def _phrases(
    sources: Sources, language: str, thresholds: Mapping[str, float], wording: Wording, limits: int
) -> PhraseBook:
    """The shared phrases of all folders; one of an earlier folder wins."""
    file = f"article/{language}/{PHRASES}.md"
    names = Names(f"templates/{file}", BEAT_SUBJECTS, thresholds)
    texts = [text_of(content, names.where) for content in sources.every(file)]

    def book() -> PhraseBook:
        found = PhraseBook()
        for text in texts:
            found = read_phrases(text, names, wording, found)
        return found

    depends = [decided(text, thresholds) for text in texts]
    return _MADE.get(names.where, (*texts, *depends, limits), book)


def _shapes(named: Sequence[str], skeletons: Mapping[str, Skeleton]) -> tuple[str, ...]:
    """The shapes that a rule names, each with its variations: those whose names go on after an underscore."""
    found = [[shape, *(name for name in skeletons if name.startswith(f"{shape}_"))] for shape in named]
    return tuple(dict.fromkeys(name for family in found for name in family))


def _skeletons(sources: Sources, templates: Mapping[str, Template]) -> dict[str, Skeleton]:
    found = {}
    for name, table in _merged(sources, SKELETONS).items():
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
