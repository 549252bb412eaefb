"""What people said, as an editor put it on file: attributed, and never altered."""

from __future__ import annotations

import re

from newsgen.house import House
from newsgen.model import Facts, Quote


def said(quote: Quote, facts: Facts, house: House) -> str:
    """One sentence with the speaker, the role, the day and the words."""
    direct = quote.kind == "direct"
    pattern = house.settings["quotes"]["direct" if direct else "paraphrase"]
    text = house.cleaned(quote.text)
    when = f" on {house.moment(quote.said_at, facts)}" if quote.said_at else ""
    sentence = str(pattern).format(who=_who(quote, house), when=when, text=text if direct else text.rstrip("."))
    return sentence if re.search(r"[.!?][”\"]?$", sentence) else f"{sentence}."


def _who(quote: Quote, house: House) -> str:
    """ "Thomas Perfumo, chief economist at Kraken,"; what is not on file is left out."""
    role, org = _lowered(house.cleaned(quote.role)), house.cleaned(quote.org)
    what = f"{role} at {org}" if role and org else role or (f"of {org}" if org else "")
    speaker = house.cleaned(quote.speaker)
    return f"{speaker}, {what}," if role else f"{speaker} {what}".strip()


def _lowered(role: str) -> str:
    """A title in lower case, but for abbreviations: "chief economist", "CEO"."""
    return " ".join(word if word.isupper() else word.lower() for word in role.split())
