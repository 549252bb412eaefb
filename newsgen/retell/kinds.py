"""The kinds of facts that published recaps are made of, as told.json names them, and the facts that serve each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from newsgen.catalogue import CATALOGUE

# By kind: a pattern of fact ids.  What is not here is no figure: an explanation, a quotation, a look ahead, a cause.
KINDS: Mapping[str, str] = MappingProxyType({
    "total_liq": r"liq\.total",
    "long_liq": r"(liq|btc|eth|series)\.(liq_)?long|liq\.(side_usd|minor_usd|long_share|short_share|side_share)",
    "short_liq": r"(liq|btc|eth|series)\.(liq_)?short|liq\.(side_usd|minor_usd|short_share|long_share|side_share)",
    "share": r"(liq|series)\.(long_share|short_share|side_share)",
    "per_coin": r"\w+\.(liq_(total|long|short|share)|price|change_24h|high|low)|top\d\.(total|share)",
    "traders_count": r"liq\.(traders|per_trader)",
    "largest_order": r"order\.(usd|price|share|time|venue|coin)",
    "per_exchange": r"venue\d\.(total|share|long_share|short_share)|venue_(short|long)\.\w+_share",
    "price_high_low": r"(?!liq)\w+\.(price|high|low)",
    "change_24h": r"\w+\.change_24h",
    "day_over_day": r"series\.(before|day_ratio)",
    "change_7d": r"\w+\.change_7d",
    "change_30d": r"\w+\.change_30d",
    "change_month": r"\w+\.(change_mtd|month_done)",
    "change_1y": r"\w+\.change_12m",
    "ytd": r"\w+\.change_ytd",
    "ath": r"\w+\.(record\w*|from_record\w*)",
    "milestone_level": r"\w+\.(level_\w+|hold_level)|market\.cap_level",
    "since_record": r"series\.\w*(since|record|rank_year|rank_all)|\w+\.(high|low|broken|lost|reclaimed|change)_since"
                    r"|callback\.since|\w+\.record_(new|before)|fng\.(low|high)_since|\w+_etf\.since",
    "streak": r"\w+\.(up_days|down_days|in_days|out_days|hold_days|zone_days|side_run|heavy_days3)",
    "previous_event": r"callback\.(date|total|side_usd)|echo\.\w+",
    "sub_window": r"burst\.(usd|share)|liq\.short_burst|\w+\.largest_[14]h",
    "macro_event": r"event\.what",
    "market_cap": r"market\.(cap|cap_change|cap_usd|cap_before)",
    "dominance": r"market\.dominance(_7d)?",
    "open_interest": r"\w+\.oi\w*",
    "funding_rate": r"\w+\.funding\w*",
    "equity": r"(spx|ndx|ixic|dji)\.change\w*",
    "index": r"(spx|ndx|ixic|dji|vix|fng)\.\w+",
    "fear_greed": r"fng\.(value|label)",
    "etf_flow": r"\w+_etf\.(flow|streak_sum|week_sum|month_sum)",
    "alt_movers": r"(best|worst)\d?\.change|(?!btc|eth)\w+\.(change_24h|change_day)|alts\.median_change",
    "volume": r"\w+\.volume\w*",
    "seasonality": r"\w+\.(month_done_rank|month_years|month_up_years)",
    "technical_level": r"\w+\.(ma50|ma200)",
    "chronology": r"\w+\.(week_high|week_low|fall3d|recovered3d|change_7d)",
    "history": r"echo\.\w+|callback\.\w+",
})  # fmt: skip


def serving(kind: str) -> tuple[str, ...]:
    """The ids of the facts that serve a kind; none for what is no figure."""
    pattern = re.compile(KINDS[kind]) if kind in KINDS else None
    return tuple(name for name in CATALOGUE if pattern and pattern.fullmatch(name))
