"""What an editor wished for and did not get, each with its reason and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsgen.house import House
from newsgen.model import Article, Finding, Headline, Plan, Severity, Verdict, Wishes


def unmet(
    wishes: Wishes, plan: Plan, article: Article, verdicts: Sequence[Verdict], house: House
) -> tuple[Finding, ...]:
    """A warning for each wish that the day could not meet; the article was told without it."""
    return (
        *_unknown(wishes, house),
        *_no_lead(wishes, plan, verdicts, house),
        *_no_skeleton(wishes, plan, house),
        *_no_headline(wishes, article),
    )


def headline_wish(bench: Sequence[Headline], place: int) -> str:
    """What `Wishes.headline` says for the headline at `place` of the bench, from 0: "money", or "money:2"."""
    angle = bench[place].angle
    nth = sum(one.angle == angle for one in bench[: place + 1])
    return angle if nth == 1 else f"{angle}:{nth}"


def _unknown(wishes: Wishes, house: House) -> Iterator[Finding]:
    for name in wishes.off:
        if name not in house.angles:
            yield _warning(f"`{name}` is switched off, and there is no angle of that name", "Take the wish back.")


def _no_lead(wishes: Wishes, plan: Plan, verdicts: Sequence[Verdict], house: House) -> Iterator[Finding]:
    wish = wishes.lead
    if wish and wish != plan.lead.angle:
        why, way_out = _why_not(wish, wishes, verdicts, house)
        yield _warning(f"`{wish}` does not lead as wished: {why}; `{plan.lead.angle}` leads", way_out)


def _why_not(wish: str, wishes: Wishes, verdicts: Sequence[Verdict], house: House) -> tuple[str, str]:
    """Why an angle does not lead, and what an editor can do."""
    verdict = next((verdict for verdict in verdicts if verdict.angle == wish), None)
    other = "Promote another, or take the wish back."
    if verdict is None:
        return "there is no angle of that name", other
    if wish in wishes.off:
        return "it is switched off", "Switch it on, or promote another."
    if not verdict.holds:
        return verdict.note or "its rule does not hold", other
    if not house.angles[wish].skeletons:
        return "it only supports, for its rule names no skeletons", other
    return "its opening needs a fact that is missing", other


def _no_skeleton(wishes: Wishes, plan: Plan, house: House) -> Iterator[Finding]:
    wish = wishes.skeleton
    if not wish or wish == plan.skeleton:
        return
    if wish not in house.skeletons:
        yield _warning(f"there is no skeleton `{wish}`; `{plan.skeleton}` is used", "Choose another shape.")
    else:
        why = f"the rule of `{plan.lead.angle}` does not name it"
        message = f"The skeleton `{wish}` is not used as wished: {why}; `{plan.skeleton}` is used"
        yield _warning(message, "Choose a shape of this lead, or promote another lead.")


def _no_headline(wishes: Wishes, article: Article) -> Iterator[Finding]:
    wish, taken = wishes.headline, next((one.angle for one in article.bench), "")
    if wish and wish.partition(":")[0] != taken:
        name = wish.partition(":")[0]
        message = f"No headline of `{name}` is used as wished: that is not told today, or has no headline that fits"
        yield _warning(message, "Choose another from the bench.")


def _warning(message: str, way_out: str) -> Finding:
    return Finding("E2", Severity.WARN, f"{message[0].upper()}{message[1:]}.", "plan", hint=way_out)
