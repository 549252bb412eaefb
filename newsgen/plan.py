"""Verdicts → Plan: what leads, what supports it, in which order, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from newsgen.house import House, Picture, Skeleton
from newsgen.house.house import BRIEF
from newsgen.model import Dropped, Facts, Finding, Plan, Quote, Remembered, Severity, Verdict, Wishes

ALIKE = 20  # words by which the room of two shapes may differ on a great day
SWITCHED_OFF = "switched off at the desk"
AS_THE_RULES_SAY = Wishes()


def arrange(
    verdicts: Sequence[Verdict],
    facts: Facts,
    house: House,
    *,
    seed: int,
    memory: Sequence[Remembered] = (),
    wishes: Wishes = AS_THE_RULES_SAY,
) -> Plan:
    """The day's plan: what matters most, less what was told lately; `memory` begins with the latest article.

    A wish that the day cannot meet changes nothing; `newsgen.wishes` says why.
    """
    worn = _worn([(one.lead,) for one in memory], house.memory("lead"))
    true = sorted([v for v in verdicts if v.holds], key=lambda v: (worn.get(v.angle, 0) - v.score, v.angle))
    held = [verdict for verdict in true if verdict.angle not in wishes.off]
    lead = _lead(held, facts, house, seed, wishes.lead)
    supports, left_out = _supports(lead, [v for v in held if v is not lead], house, memory)
    skeleton = _skeleton(lead, house, seed, memory, wishes.skeleton)
    quotes = _quotes(facts.quotes, (lead, *supports), house)
    return Plan(
        lead=lead,
        supports=supports,
        dropped=(*left_out, *_switched_off(true, wishes), *_unjudged(verdicts)),
        skeleton=skeleton.name,
        moves=_paired(_moves(skeleton, supports, quotes, house), lead, supports, house),
        words=_words(skeleton, lead, supports, quotes, house),
        seed=seed,
        spare=_spare(skeleton, facts, house, seed, memory),
        headline=wishes.headline,
        charts=_charts((lead, *supports), facts, house),
    )


def advice(plan: Plan, verdicts: Sequence[Verdict], house: House) -> tuple[Finding, ...]:
    """What an editor should know before running a thin day: nothing on it is much of a story."""
    least = house.settings["combine"]["worth_telling"]
    if plan.lead.score >= least:
        return ()
    best = sorted([verdict for verdict in verdicts if verdict.holds], key=lambda verdict: -verdict.score)[:3]
    scores = ", ".join(f"{verdict.angle} {verdict.score:.0f}" for verdict in best)
    said = f"the best are {scores}" if best else "no rule is true today"
    message = f"No story reaches {least:.0f} points: {said}."
    return (Finding("E1", Severity.WARN, message, "plan", hint="Run it as a brief, add an event, or skip the day."),)


def _worn(told: Sequence[Sequence[str]], losses: Sequence[float]) -> dict[str, float]:
    """What each name loses for having been told in the latest articles; the nearer one counts."""
    worn: dict[str, float] = {}
    for names, loss in zip(told, losses):
        for name in names:
            worn.setdefault(name, loss)
    return worn


def _lead(held: Sequence[Verdict], facts: Facts, house: House, seed: int, wish: str) -> Verdict:
    """The story that is wished for, else the strongest, that may lead and whose opening has all its facts.

    Else the brief.
    """
    for verdict in sorted(held, key=lambda verdict: verdict.angle != wish) if wish != BRIEF else ():
        opens = house.shapes(verdict.angle)
        if opens and house.can_tell(f"angle:{verdict.angle}", "lead", facts, seed, verdict.subject):
            return verdict
    return Verdict(BRIEF, True, 0.0, ())


def _supports(
    lead: Verdict, held: Sequence[Verdict], house: House, memory: Sequence[Remembered]
) -> tuple[tuple[Verdict, ...], tuple[Dropped, ...]]:
    """The stories told beside the lead, strongest first, and why the others are not."""
    worn = _worn([(one.lead, *one.angles) for one in memory], house.memory("support"))
    combine, most = house.settings["combine"], house.length("supports") + house.length("spare_supports")
    favoured = frozenset(house.angles[lead.angle].combines) if lead.angle in house.angles else frozenset()

    def weight(verdict: Verdict) -> float:
        bonus = combine["bonus"] if verdict.angle in favoured else 0
        return float(verdict.score + bonus - worn.get(verdict.angle, 0))

    chosen: list[Verdict] = []
    dropped: list[Dropped] = []
    excluded = dict.fromkeys(house.rivals(lead.angle), lead.angle)
    for verdict in sorted(held, key=lambda v: (-weight(v), v.angle)):
        if verdict.angle in excluded:
            dropped.append(Dropped(verdict.angle, f"excluded by {excluded[verdict.angle]}"))
        elif weight(verdict) < combine["least"]:
            told = ", told lately" if verdict.angle in worn else ""
            dropped.append(Dropped(verdict.angle, f"scored {verdict.score:.0f}{told}, below the least for a support"))
        elif len(chosen) >= most:
            dropped.append(Dropped(verdict.angle, f"scored {verdict.score:.0f}, {len(chosen)} supports were stronger"))
        else:
            chosen.append(verdict)
            excluded = dict.fromkeys(house.rivals(verdict.angle), verdict.angle) | excluded
    return tuple(chosen), tuple(dropped)


def _unjudged(verdicts: Sequence[Verdict]) -> tuple[Dropped, ...]:
    return tuple([Dropped(verdict.angle, verdict.note) for verdict in verdicts if verdict.holds is None])


def _switched_off(held: Sequence[Verdict], wishes: Wishes) -> tuple[Dropped, ...]:
    return tuple([Dropped(verdict.angle, SWITCHED_OFF) for verdict in held if verdict.angle in wishes.off])


def _skeleton(lead: Verdict, house: House, seed: int, memory: Sequence[Remembered], wish: str) -> Skeleton:
    """Of the shapes that the lead's rule names the one used longest ago; by the day's seed where that is equal."""
    names = list(house.shapes(lead.angle))
    if wish in names:
        return house.skeletons[wish]
    if lead.score >= house.length("salience")[1]:  # a great day has room to be told, in the shape that fits it best
        usual = [name for name in names if name.startswith(names[0])]
        room = max(house.skeletons[name].words[1] for name in usual)
        names = [name for name in usual if house.skeletons[name].words[1] >= room - ALIKE]
    start = seed % len(names)
    ages = {one.skeleton: age for age, one in reversed(list(enumerate(memory)))}
    return house.skeletons[max([*names[start:], *names[:start]], key=lambda name: ages.get(name, len(memory)))]


def _spare(skeleton: Skeleton, facts: Facts, house: House, seed: int, memory: Sequence[Remembered]) -> tuple[str, ...]:
    """The standing parts by what they are worth today, less what was told lately, the least first."""
    worn = _worn([one.parts for one in memory], house.memory("part"))
    beats = [move for move in skeleton.moves if move.startswith("beat:") and move not in skeleton.keep]
    values = house.day(facts).values

    def worth(move: str) -> float:
        name = move.partition(":")[2]
        return house.worth(name, values) - worn.get(name, 0)

    turn = seed % max(1, len(beats))
    return tuple(sorted([*beats[turn:], *beats[:turn]], key=worth))


def _moves(skeleton: Skeleton, supports: Sequence[Verdict], quotes: Sequence[int], house: House) -> list[str]:
    """The skeleton with its places filled; supports without a place of their topic stand at the last one."""
    topics = {f"angle:{verdict.angle}": house.angles[verdict.angle].topic for verdict in supports}
    places = [place for place, move in enumerate(skeleton.moves) if move.startswith("support")]
    moves: list[str] = []
    for place, move in enumerate(skeleton.moves):
        if move.startswith("support"):
            topic = move.partition(":")[2]
            here = [angle for angle in topics if place == places[-1] or topics[angle] == topic or not topic]
            here = here[:1] if not topic and place != places[-1] else here
            moves += here
            topics = {angle: topics[angle] for angle in topics if angle not in here}
        elif move == "quotes":
            moves += [f"quote:{number}" for number in quotes]
        else:
            moves.append(move)
    return moves


def _paired(moves: list[str], lead: Verdict, supports: Sequence[Verdict], house: House) -> tuple[str, ...]:
    """A support and the standing part that tells mostly the same figures stand together, the support first."""
    free = {move for move in moves if move.startswith("beat:")}
    for verdict in supports:
        partners = house.partners(verdict.angle, verdict.subject, lead.subject or "btc")
        if beat := next((beat for beat in partners if beat in free), ""):
            free.discard(beat)
            move = f"angle:{verdict.angle}"
            first = min(moves.index(move), moves.index(beat))
            moves = [other for other in moves if other not in (move, beat)]
            moves[first:first] = [move, beat]
    return tuple(moves)


def _charts(told: Sequence[Verdict], facts: Facts, house: House) -> tuple[str, ...]:
    """The pictures that show most of what is told, the most telling first: that of the lead, if it has one."""
    values, limits = house.day(facts).values, house.settings["charts"]
    true = [picture for picture in house.pictures.values() if picture.can_be_drawn(facts, values)]
    worth = {picture.name: picture.worth(values) + _shows(picture, told, house) for picture in true}
    worthy = [name for name in worth if worth[name] >= limits["least"]]
    return tuple(sorted(worthy, key=lambda name: (-worth[name], name))[: limits["most"]])


def _shows(picture: Picture, told: Sequence[Verdict], house: House) -> float:
    """Points for showing the lead or its part of the article, and for each support that is shown."""
    points, (lead, *supports) = house.settings["charts"], told
    of_its_coin = [one for one in (lead, *supports) if picture.coin in ("", one.subject or picture.coin)]
    found = float(points["support"] * sum(one.angle in picture.angles for one in of_its_coin if one is not lead))
    if lead in of_its_coin:
        angle = house.angles.get(lead.angle)
        found += points["lead"] * (lead.angle in picture.angles)
        found += points["topic"] * (angle is not None and angle.topic in picture.topics)
    return found


def _words(
    skeleton: Skeleton, lead: Verdict, supports: Sequence[Verdict], quotes: Sequence[int], house: House
) -> tuple[int, int]:
    """Least and most: an ordinary day is told in fewer words than a great one."""
    least, most = skeleton.words
    ordinary, great = house.length("salience")
    share = min(1.0, max(0.0, (lead.score - ordinary) / (great - ordinary)))
    most = round(least + (most - least) * (house.length("ordinary") * (1 - share) + share))
    if quotes and len(supports) >= house.length("stretch_supports") and skeleton.headings:
        return least, max(most, house.length("stretch"))
    return least, most


def _quotes(quotes: Sequence[Quote], told: Sequence[Verdict], house: House) -> tuple[int, ...]:
    """Places in `quotes` of those that fit what is told, in the order on file; a quote without topics fits any day."""
    if not quotes:
        return ()
    topics = {topic for verdict in told for topic in _topics(verdict)}
    fits = {number: _fit(quote, topics) for number, quote in enumerate(quotes)}
    best = sorted((number for number in fits if fits[number]), key=lambda number: -fits[number])
    return tuple(sorted(best[: house.settings["quotes"]["most"]]))


def _fit(quote: Quote, topics: set[str]) -> int:
    return sum(_stem(topic) in topics for topic in quote.topics) if quote.topics else 1


def _topics(verdict: Verdict) -> set[str]:
    coin = {verdict.subject} if verdict.subject else {"btc"}
    return {_stem(word) for word in (*coin, *verdict.angle.split("_"))}


def _stem(word: str) -> str:
    """Enough of a word to meet its plural and its kin: "equities" meets "equity"."""
    return word.lower()[:5]
