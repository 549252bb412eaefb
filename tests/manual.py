"""The generated parts of templates/README.md and docs/publishing.md: `python -m tests.manual` writes them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

from newsgen.catalogue import CATALOGUE, FLOW_ASSETS, INDICES, OTHERS
from newsgen.destinations import KINDS as DESTINATIONS
from newsgen.house.angle import KEYS, TOPICS
from newsgen.house.claims import read_claims
from newsgen.house.expressions import PROSE_TESTS, RULE_TESTS
from newsgen.house.filters import FACT_FILTERS, TEXT_FILTERS
from newsgen.house.picture import KEYS as PICTURE_KEYS
from newsgen.house.picture import KINDS
from newsgen.notify import KINDS as CHANNELS
from newsgen.schedule import jobs
from newsgen.tables import options_of
from tests.house_days import shipped

ROOT = Path(__file__).parent.parent
FILE = ROOT / "templates" / "README.md"
PHRASES = ROOT / "templates" / "article" / "en" / "phrases.md"
# A phrase, or several, and what it is: names at three spaces, their sentence beside or below them.
ENTRY = re.compile(r"^ {3}([a-z0-9_]+(?:, [a-z0-9_]+)*)(?:[ ]+|\n {6,})(.+(?:\n {6,}.+)*)", re.MULTILINE)
TESTS = {
    "known": "the fact is known today",
    "flat": "the move prints as nothing",
    "up": "the move is upwards and prints as something",
    "down": "the move is downwards and prints as something",
    "told": "the text so far has printed it",
    "new": "it is known and the text so far has not printed it",
    "about": "it prints the same as another: `btc.high is about(btc.record)`",
}
TAGS = {
    "vary": ("{% vary %}A{% or %}B{% endvary %}", "one of its options, another on another day; they may nest"),
    "maybe": ("{% maybe %}...{% endmaybe %}", "the passage, or nothing where a fact in it is missing"),
    "say": ("{% say source %}", "the shared phrase of that name"),
    "if": ("{% if btc.change_7d >= 5 %}A{% elif ... %}B{% else %}C{% endif %}", "the first whose condition holds"),
}
RULE = {
    "title": "what the newsroom calls the story",
    "story": "the story in one sentence",
    "topic": f"the part of an article it belongs to: {', '.join(TOPICS)}",
    "subjects": "coins it is judged for, one by one; `coin` then stands for each, and the best verdict counts",
    "needs": "facts without which it is not judged",
    "when": "the condition; a comparison with a missing fact that is not in `needs` is left out",
    "score": "how much it matters, a number or an expression; the largest leads",
    "boost": 'what adds to it: `[{ when = "...", add = 4 }]`',
    "combines": "angles it supports well, or is supported by",
    "excludes": "angles never told with it",
    "skeletons": "shapes it may lead in, the usual one first; without any it only supports",
}
CHART = {
    "title": "what the newsroom calls the picture",
    "kind": f"what is drawn: {', '.join(KINDS)}",
    "coin": "the coin of a price or of fund flows; `coin` stands for it in words and rules",
    "angles": "stories that it shows: it stands first where one of them leads",
    "topics": "parts of an article that it belongs to, where its stories do not lead",
    "needs": "facts without which it is not drawn",
    "when": "the condition, as in a rule",
    "score": "how much it matters by itself, a number or an expression",
    "boost": "what adds to it, as in a rule",
}
DRAWN = {
    "sides": "longs and shorts of each coin, side by side",
    "venues": "the total of each exchange",
    "price": "closes before and in the window, with a level and the end marked",
    "days": "90 days of the tracked series, with the day and the day it is compared with marked",
    "flows": "30 sessions of the funds, with the run shaded and the last session marked",
}
SECRETS = (
    ("wordpress", "PASSWORD", "an application password of `user`"),
    ("ghost", "KEY", "the Admin API key of a custom integration, `id:secret`"),
    ("http", "TOKEN", "what stands in `auth_header`, after `auth`"),
    ("slack, discord", "WEBHOOK", "the address of the incoming webhook"),
    ("webhook", "WEBHOOK", "the address"),
    ("webhook", "SECRET", "what signs each message: any long random text that the receiver knows as well"),
    ("telegram", "TOKEN", "the bot's token"),
    ("email", "PASSWORD", "the password of `user`"),
)
SAME = {
    "eth": "btc",
    **{coin.lower(): "btc" for coin in OTHERS},
    **{f"{asset.lower()}_etf": "btc_etf" for asset in FLOW_ASSETS[1:]},
    **{index.lower(): "spx" for index in INDICES[1:]},
}


def facts() -> Iterator[str]:
    """One table for each family, and in words which other names have the same facts."""
    yield "`eth.*` has every fact of `btc.*`; the coins " + ", ".join(f"`{coin.lower()}`" for coin in OTHERS) + " have"
    yield "name, price, open, high, low, venue, the changes over the window, the day and seven days, and `liq_*`."
    yield "`eth_etf.*`, `sol_etf.*` and `xrp_etf.*` are as `btc_etf.*`; " + ", ".join(
        f"`{i.lower()}.*`" for i in INDICES[1:]
    )
    yield "are as `spx.*`.\n"
    family = ""
    for declared in CATALOGUE.values():
        space = declared.id.split(".")[0]
        twin = f"{SAME.get(space, space)}.{declared.id.split('.')[1]}"
        if twin != declared.id and twin in CATALOGUE:
            continue
        if space != family:
            yield f"{'' if not family else chr(10)}| `{space}` | unit | |\n|---|---|---|"
            family = space
        yield f"| `{declared.id}` | {declared.unit.value} | {declared.sentence} |"


def filters() -> Iterator[str]:
    """What turns a fact into words, and words into others."""
    yield "| filter | for | gives |\n|---|---|---|"
    for name, entry in FACT_FILTERS.items():
        yield f"| `{name}` | {', '.join(unit.value for unit in entry.units)} | {entry.sentence} |"
    for name, text in TEXT_FILTERS.items():
        yield f"| `{name}` | words | {text.sentence} |"


def tests() -> Iterator[str]:
    """What can be asked of a fact."""
    yield "| test | rules | prose | true when |\n|---|---|---|---|"
    for name in PROSE_TESTS:
        yield f"| `is {name}` | {'yes' if name in RULE_TESTS else ''} | yes | {TESTS[name]} |"


def tags() -> Iterator[str]:
    """What can be done with a passage."""
    yield "| tag | tells |\n|---|---|"
    yield from (f"| `{form}` | {sentence} |" for form, sentence in TAGS.values())


def phrases() -> Iterator[str]:
    """The shared phrases, as the note at the head of their file explains them."""
    yield "| phrase | what it is |\n|---|---|"
    note = PHRASES.read_text("utf-8").partition("#}")[0]
    for names, sentence in ENTRY.findall(note):
        said = " ".join(sentence.split()).replace("|", "\\|")
        yield f"| {', '.join(f'`{name}`' for name in names.split(', '))} | {said} |"


def claims() -> Iterator[str]:
    """Words that claim something, and what can bear them out."""
    yield "| claim | words | facts, one of which stands with them |\n|---|---|---|"
    register = tomllib.loads((ROOT / "templates" / "claims.toml").read_text("utf-8"))
    for claim in read_claims(register):
        facts = ", ".join(f"`{fact}`" for fact in claim.facts)
        yield f"| {claim.name} | {', '.join(claim.words)} | {facts} |"


def keys() -> Iterator[str]:
    """What a rule may say."""
    yield "| key | meaning |\n|---|---|"
    yield from (f"| `{key}` | {RULE[key]} |" for key in KEYS)


def chart_keys() -> Iterator[str]:
    """What a chart.toml may say."""
    yield "| key | meaning |\n|---|---|"
    yield from (f"| `{key}` | {CHART[key]} |" for key in PICTURE_KEYS)


def kinds() -> Iterator[str]:
    """What can be drawn, and the blocks that label it."""
    yield "| kind | draws | its own blocks |\n|---|---|---|"
    for kind, blocks in KINDS.items():
        yield f"| `{kind}` | {DRAWN[kind]} | {', '.join(f'`{block}`' for block in blocks)} |"


def charts() -> Iterator[str]:
    """Every picture that newsgen ships with."""
    yield "| chart | | kind |\n|---|---|---|"
    for name, picture in shipped().pictures.items():
        yield f"| [{name}](charts/{name}/chart.toml) | {picture.title} | {picture.kind} |"


def angles() -> Iterator[str]:
    """Every story that newsgen ships with."""
    house = shipped()
    yield "| angle | story | score | leads in |\n|---|---|---|---|"
    for name, angle in house.angles.items():
        rule = tomllib.loads((ROOT / "templates" / "angles" / name / "rule.toml").read_text("utf-8"))
        leads = ", ".join(angle.skeletons) or "supports only"
        yield f"| [{name}](angles/{name}/rule.toml) | {angle.story} | {rule['score']} | {leads} |"


def shapes() -> Iterator[str]:
    """Every shape of an article."""
    house = shipped()
    yield "| skeleton | | words |\n|---|---|---|"
    for name, skeleton in house.skeletons.items():
        yield f"| `{name}` | {skeleton.title} | {skeleton.words[0]} to {skeleton.words[1]} |"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "keys": keys, "tags": tags, "phrases": phrases, "claims": claims,
    "chart keys": chart_keys, "kinds": kinds, "charts": charts,
    "angles": angles, "tests": tests, "filters": filters, "shapes": shapes, "facts": facts,
}  # fmt: skip


def secrets() -> Iterator[str]:
    """Which secret each kind of destination and channel wants."""
    yield "| kind | variable | what it holds |\n|---|---|---|"
    yield from (f"| {kind} | `NEWSGEN_<NAME>_{what}` | {meaning} |" for kind, what, meaning in SECRETS)


def destinations() -> Iterator[str]:
    """The options of every kind of destination."""
    for kind, module in DESTINATIONS.items():
        yield f"### {kind}\n"
        yield from _options(import_module(module).Options)


def notify() -> Iterator[str]:
    """The options of every kind of channel."""
    for kind, module in CHANNELS.items():
        yield f"### {kind}\n"
        yield from _options(import_module(module).Options)


def _options(kind: type) -> Iterator[str]:
    yield "| option | default | meaning |\n|---|---|---|"
    for option in options_of(kind):
        shown = "" if option.default in (None, "", (), {}, option.choices) else f"`{_toml(option.default)}`"
        choices = f": {', '.join(f'`{one}`' for one in option.choices)}" if option.choices else ""
        meaning = option.meaning[0].upper() + option.meaning[1:]
        yield f"| `{option.name}` | {shown} | {meaning}{choices} |"
    yield ""


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def schedule() -> Iterator[str]:
    """The options of a job."""
    yield "| option | meaning |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in jobs.options())


def written(text: str, parts: Mapping[str, Callable[[], Iterator[str]]] = PARTS) -> str:
    """A manual with its generated parts as they should be."""
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        body = "\n".join(part())
        text, found = pattern.subn(lambda match, body=body: f"{match[1]}{body}\n{match[2]}", text)
        assert found == 1, f"the manual has no place for {name}"
    return text


PUBLISHING: dict[str, Callable[[], Iterator[str]]] = {
    "secrets": secrets, "destinations": destinations, "notify": notify, "schedule": schedule,
}  # fmt: skip
MANUALS = {FILE: PARTS, ROOT / "docs" / "publishing.md": PUBLISHING}

if __name__ == "__main__":
    for file, parts in MANUALS.items():
        file.write_text(written(file.read_text("utf-8"), parts), "utf-8")
