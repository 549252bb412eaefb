"""Words and their opposites, as a liar would use them.

Written for the benchmark alone: neither the writer's ladders nor the reader's lexicon is imported, so a word
that one of them forgot is still changed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_VERBS = """
rise rises rose risen rising | fall falls fell fallen falling
climb climbs climbed climbed climbing | slide slides slid slid sliding
gain gains gained gained gaining | lose loses lost lost losing
add adds added added adding | shed sheds shed shed shedding
jump jumps jumped jumped jumping | drop drops dropped dropped dropping
advance advances advanced advanced advancing | retreat retreats retreated retreated retreating
rally rallies rallied rallied rallying | sink sinks sank sunk sinking
surge surges surged surged surging | tumble tumbles tumbled tumbled tumbling
leap leaps leapt leapt leaping | slump slumps slumped slumped slumping
soar soars soared soared soaring | plunge plunges plunged plunged plunging
rocket rockets rocketed rocketed rocketing | plummet plummets plummeted plummeted plummeting
increase increases increased increased increasing | decrease decreases decreased decreased decreasing
grow grows grew grown growing | shrink shrinks shrank shrunk shrinking
swell swells swelled swollen swelling | dwindle dwindles dwindled dwindled dwindling
double doubles doubled doubled doubling | halve halves halved halved halving
strengthen strengthens strengthened strengthened strengthening | weaken weakens weakened weakened weakening
widen widens widened widened widening | narrow narrows narrowed narrowed narrowing
outpace outpaces outpaced outpaced outpacing | lag lags lagged lagged lagging
outperform outperforms outperformed outperformed outperforming | trail trails trailed trailed trailing
lead leads led led leading | trail trails trailed trailed trailing
""".strip().splitlines()

# One way only: the word on the left becomes one on the right.
_ONE_WAY_VERBS = """
slip slips slipped slipped slipping > rise rises rose risen rising
ease eases eased eased easing > rise rises rose risen rising
dip dips dipped dipped dipping > climb climbs climbed climbed climbing
decline declines declined declined declining > climb climbs climbed climbed climbing
collapse collapses collapsed collapsed collapsing > soar soars soared soared soaring
crash crashes crashed crashed crashing > soar soars soared soared soaring
sag sags sagged sagged sagging > rise rises rose risen rising
ebb ebbs ebbed ebbed ebbing > swell swells swelled swollen swelling
rebound rebounds rebounded rebounded rebounding > slump slumps slumped slumped slumping
recover recovers recovered recovered recovering > lose loses lost lost losing
regain regains regained regained regaining > lose loses lost lost losing
reclaim reclaims reclaimed reclaimed reclaiming > lose loses lost lost losing
break breaks broke broken breaking > lose loses lost lost losing
pass passes passed passed passing > lose loses lost lost losing
cross crosses crossed crossed crossing > lose loses lost lost losing
exceed exceeds exceeded exceeded exceeding > undershoot undershoots undershot undershot undershooting
surpass surpasses surpassed surpassed surpassing > undershoot undershoots undershot undershot undershooting
""".strip().splitlines()

_PAIRS = """
up down | upward downward | upwards downwards | above below | higher lower | highest lowest | high low | highs lows
inflow outflow | inflows outflows | largest smallest | larger smaller | biggest smallest | bigger smaller
greatest smallest | greater smaller | most least | more less | heavier lighter | heaviest lightest | heavy light
busier quieter | busiest quietest | best worst | better worse | stronger weaker | strongest weakest | positive negative
peak trough | floor ceiling | ahead behind | winners losers | gainers losers | gainer loser | increase decrease
narrow wide | greed fear | upside downside | top bottom | steepest mildest | winner loser
longest shortest | dearer cheaper
took_in lost | take_in lose | takes_in loses | taken_in lost | taking_in losing | won_back gave_back
win_back give_back
wins_back gives_back | winning_back giving_back
""".replace("\n", " | ").split("|")

_ONE_WAY_PAIRS = """
fewer more | tops misses | topped missed | topping missing | drew lost | draws loses | attracted lost | pulled_in lost
given_back won_back | record_high record_low | steeper milder | steep mild | hotter cooler | sharper gentler
all-time_high all-time_low | sell-off rally | selloff rally | downturn upturn | rout rally | comeback slump
""".replace("\n", " | ").split("|")

_NOUNS = """
gain loss | gains losses | rise fall | rises falls | advance decline | advances declines | rally sell-off
climb slide | jump drop | surge slump | rebound slump | recovery slump | fall rise | falls rises
drop jump | drops jumps
slide climb | slump surge | decline advance | declines advances | loss gain | losses gains | plunge surge | tumble surge
retreat advance | dip rise | slip rise | lead lag
""".replace("\n", " | ").split("|")


def _verb_pairs() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for line in _VERBS:
        up, down = (side.split() for side in line.split("|"))
        for a, b in zip(up, down, strict=True):
            table.setdefault(a, []).append(b)
            table.setdefault(b, []).append(a)
    for line in _ONE_WAY_VERBS:
        old, new = (side.split() for side in line.split(">"))
        for a, b in zip(old, new, strict=True):
            table.setdefault(a, []).append(b)
    return table


def _word_pairs(rows: list[str], both: bool) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for row in filter(None, (row.strip() for row in rows)):
        a, b = (word.replace("_", " ") for word in row.split())
        table.setdefault(a, []).append(b)
        if both:
            table.setdefault(b, []).append(a)
    return table


def _merged(*tables: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    merged: dict[str, list[str]] = {}
    for table in tables:
        for word, others in table.items():
            known = merged.setdefault(word, [])
            known += [other for other in others if other not in known]
    return MappingProxyType({word: tuple(others) for word, others in merged.items()})


OPPOSITES = _merged(_word_pairs(_PAIRS, both=True), _word_pairs(_ONE_WAY_PAIRS, both=False), _verb_pairs())
OPPOSITE_NOUNS = _merged(_word_pairs(_NOUNS, both=False))

# Words that speak of a direction only where money moves in or out of funds.
FLOW_OPPOSITES: Mapping[str, str] = MappingProxyType({
    "into": "out of", "out of": "into", "left": "entered", "entered": "left", "leave": "enter", "enter": "leave",
    "leaving": "entering", "entering": "leaving", "flowed in": "flowed out", "flowed out": "flowed in",
    "withdrew": "put in", "pulled": "put in",
})  # fmt: skip
FLOW_WORDS = re.compile(r"\b(ETFs?|funds?|flows?|flowed|inflows?|outflows?|redemptions?)\b", re.IGNORECASE)

# Where a word of direction is none: idioms, and the name of the sentiment index.
IDIOMS = re.compile(
    r"\b(?:ma(?:ke|kes|de|king) up|set up|add(?:s|ed|ing)? up|up to|built up|ends? up|ended up|broke(?:n)? down"
    r"|at (?:most|least)"
    r"|most recent|no more|once more|fear (?:&|and) greed|top (?:of|up)|break(?:s|ing)? down"
    r"|up for grabs"
    r"|lead(?:s|ing)? to|led to|added that|passed on|higher timeframes?|over the top|broke even"
    r"|(?:more|less) than(?= (?:the |an? |half|twice|two|three|four|five|six|seven|eight|nine|ten|\$|\d))"
    r"|adds that|adding that|left to|speak(?:s)? up|comes? down to|came down to)\b",
    re.IGNORECASE,
)

SIDES: Mapping[str, str] = MappingProxyType({
    "longs": "shorts", "shorts": "longs", "long": "short", "short": "long", "bulls": "bears", "bears": "bulls",
    "bullish": "bearish", "bearish": "bullish", "rising prices": "falling prices", "falling prices": "rising prices",
    "higher prices": "lower prices", "lower prices": "higher prices", "a rise": "a fall", "a fall": "a rise",
    "further gains": "further losses", "further losses": "further gains", "gains": "losses", "losses": "gains",
    "prices to rise": "prices to fall", "prices to fall": "prices to rise",
})  # fmt: skip
# These name a side only behind a word of betting.
BETS = re.compile(
    r"\b(?:bet|bets|betting|wager|wagers|wagered|wagering|positions?|positioned|hoping|hoped|looking)\s+(?:on|for)\s+$",
    re.IGNORECASE,
)
NEED_A_BET = frozenset({
    "rising prices", "falling prices", "higher prices", "lower prices", "a rise", "a fall", "further gains",
    "further losses", "gains", "losses",
})  # fmt: skip
SIDE_IDIOMS = re.compile(
    r"\b(?:short of|shorts? and longs?|longs? and shorts?|longs? or shorts?|both long|long[- ]term|short[- ]term"
    r"|as long as|no longer"
    r"|how long|longs?, shorts?|for long|before long|short[- ]lived|in short|so long"
    r"|cut short|fell short|falls short)\b",
    re.IGNORECASE,
)

COIN_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "BTC": ("bitcoin",), "ETH": ("ether", "ethereum"), "SOL": ("solana",), "XRP": ("XRP",), "DOGE": ("dogecoin",),
    "BNB": ("BNB",), "ADA": ("cardano",), "AAVE": ("Aave",), "ASTER": ("Aster",), "AVAX": ("avalanche",),
    "BCH": ("bitcoin cash",), "CRO": ("cronos",), "DOT": ("polkadot",), "EOS": ("EOS",), "ETC": ("ethereum classic",),
    "HBAR": ("hedera",), "HYPE": ("Hyperliquid's HYPE",), "LEO": ("LEO",), "LINK": ("chainlink",), "LTC": ("litecoin",),
    "NEAR": ("near",), "PEPE": ("pepe",), "SUI": ("sui",), "TON": ("toncoin",), "TRX": ("tron",), "UNI": ("uniswap",),
    "XLM": ("stellar",), "XMR": ("monero",), "ZEC": ("zcash",),
})  # fmt: skip
PLAIN_WORDS = frozenset(
    {"near", "link", "uni", "sui", "dot", "ton", "sol", "leo", "hype", "aster"}
)  # names only in capitals
REPLACEMENTS = ("BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA", "LTC", "LINK", "AVAX")
PERIPHRASES: Mapping[str, str] = MappingProxyType({
    "the largest cryptocurrency": "BTC", "the second-largest cryptocurrency": "ETH", "the largest digital asset": "BTC",
    "the second-largest digital asset": "ETH", "the largest coin": "BTC", "the second-largest coin": "ETH",
    "the largest altcoin": "ETH", "the biggest cryptocurrency": "BTC", "the second-biggest cryptocurrency": "ETH",
    "the largest token": "BTC", "the second-largest token": "ETH",
})  # fmt: skip

VENUES = (
    "Binance", "Bybit", "OKX", "HTX", "Huobi", "Gate", "Hyperliquid", "Bitfinex", "BitMEX", "CoinEx", "Kraken",
    "Deribit", "Bitget", "Coinbase", "FTX", "KuCoin", "dYdX",
)  # fmt: skip

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
FRACTIONS: Mapping[str, float] = MappingProxyType({
    "a tenth": 1 / 10, "an eighth": 1 / 8, "a seventh": 1 / 7, "a sixth": 1 / 6, "a fifth": 1 / 5, "a quarter": 1 / 4,
    "a third": 1 / 3, "two fifths": 2 / 5, "half": 1 / 2, "three fifths": 3 / 5, "two thirds": 2 / 3,
    "three quarters": 3 / 4, "four fifths": 4 / 5, "five sixths": 5 / 6, "seven eighths": 7 / 8, "nine tenths": 9 / 10,
})  # fmt: skip
MORE_THAN = ("more than", "over", "at least")
LESS_THAN = ("nearly", "almost", "just under")
ABOUT = ("about", "around", "roughly")


def like(old: str, new: str) -> str:
    """`new` in the capitals of `old`: "Rose" and "fell" give "Fell"."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
