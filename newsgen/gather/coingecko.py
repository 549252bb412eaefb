"""CoinGecko: the price of each coin now, and the value of the whole market.  Without a key, or a demo or paid one.

https://docs.coingecko.com: the demo and the paid plan have hosts and headers of their own, and a key of the one is
refused by the other.  Three shapes of refusal: {"status": {"error_code": 429, ...}}, {"error": {"status": {...}}} and
{"error": "coin not found"}.

What is not taken, because no table could say it truthfully:
* Highs, lows and opens.  They are of a cached mean of many venues: the open that its change implies lies above its own
  high now and then.  A row holds the close alone, so it can be held against the exchanges and never stands in for one.
* The market's value in mid-day.  The table holds a day's last value; only what was fetched in the first half hour
  after midnight UTC is that, and it is the day's before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen import keys
from newsgen.gather.candles import DAY
from newsgen.gather.numbers import Epoch, decoded, empty, field, moment, number, stamp
from newsgen.gather.shapes import floor, known, listed, mapped, once, only_now, reading, said
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

DEMO, PRO = "NEWSGEN_COINGECKO_DEMO_KEY", "NEWSGEN_COINGECKO_PRO_KEY"
PRO_HOSTS = ("https://pro-api.coingecko.com",)
SKEW = timedelta(minutes=2)  # clocks differ a little
DAYS_LAST = timedelta(minutes=30)  # after midnight, the value is still that of the day's end
IDS: Mapping[str, str] = MappingProxyType(
    {
        "BTC": "bitcoin", "ETH": "ethereum", "SOL": "solana", "XRP": "ripple", "DOGE": "dogecoin",
        "BNB": "binancecoin", "ADA": "cardano", "AAVE": "aave", "ASTER": "aster-2", "AVAX": "avalanche-2",
        "BCH": "bitcoin-cash", "CRO": "crypto-com-chain", "DOT": "polkadot", "EOS": "eos",
        "ETC": "ethereum-classic", "HBAR": "hedera-hashgraph", "HYPE": "hyperliquid", "LEO": "leo-token",
        "LINK": "chainlink", "LTC": "litecoin", "NEAR": "near", "PEPE": "pepe", "SUI": "sui",
        "TON": "the-open-network", "TRX": "tron", "UNI": "uniswap", "XLM": "stellar", "XMR": "monero",
        "ZEC": "zcash", "USDT": "tether", "USDC": "usd-coin",
    }
)  # fmt: skip
PEGGED = ("USDT", "USDC")
TROUBLES = {
    429: Trouble.BUSY, 1020: Trouble.BLOCKED, 10002: Trouble.KEY, 10010: Trouble.KEY, 10011: Trouble.KEY,
    10005: Trouble.PLAN, 10012: Trouble.PLAN,
}  # fmt: skip
STATUSES = {401: Trouble.KEY, 403: Trouble.BLOCKED, 429: Trouble.BUSY}


class CoinGecko:
    """A mean price of many venues, and the whole market."""

    name: ClassVar[str] = "coingecko"
    label: ClassVar[str] = "CoinGecko"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.coingecko.com",)
    key_names: ClassVar[tuple[str, ...]] = (DEMO, PRO)
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ("x_cg_demo_api_key", "x_cg_pro_api_key")
    rate: ClassVar[tuple[int, float]] = (5, 15.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "candles": "the last price of every coin, to hold against the exchanges",
            "market": "the whole market's value and bitcoin's part of it, at midnight UTC",
        }
    )

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`."""
        only_now(self.label, need)
        if topic == "market":
            if need.now - floor(need.now, DAY) > DAYS_LAST:
                return  # no value of now is a day's
            await self._get("market", "/api/v3/global", {}, {"kind": "market"}, line)
            return
        coins = [coin for coin in dict.fromkeys((*need.coins, *PEGGED)) if coin in IDS]
        params: dict[str, str | int] = {
            "vs_currency": "usd", "ids": ",".join(IDS[coin] for coin in coins), "per_page": 250, "precision": "full",
        }  # fmt: skip
        await self._get("prices", "/api/v3/coins/markets", params, {"kind": "candles", "coins": ",".join(coins)}, line)

    async def _get(
        self, name: str, path: str, params: Mapping[str, str | int], asked: Mapping[str, str], line: Line
    ) -> None:
        demo, pro = keys.key(DEMO), keys.key(PRO)
        if demo and pro:
            raise SourceError(self.label, Trouble.KEY, f"{DEMO} and {PRO} exclude each other; unset one of them")
        headers = {"x-cg-pro-api-key": pro} if pro else {"x-cg-demo-api-key": demo} if demo else {}
        hosts = PRO_HOSTS if pro else self.hosts
        await line.get(name, path, params=params, headers=headers, asked=asked, hosts=hosts)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """It tells only the present."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """Three shapes: see above."""
        if not isinstance(body, Mapping):
            return
        error = body.get("error")
        status = error.get("status") if isinstance(error, Mapping) else body.get("status")
        code = known(status.get("error_code")) if isinstance(status, Mapping) else None
        if code is None and not error:
            return
        trouble = TROUBLES.get(int(code or 0)) or STATUSES.get(answer.status, Trouble.REFUSED)
        words = status.get("error_message") if isinstance(status, Mapping) else error
        reason = (
            "the key is missing, or of another plan" if trouble is Trouble.KEY else said(words or "no reason given")
        )
        raise SourceError(self.label, trouble, f"{reason} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            body = decoded(answer)
            if body == {}:
                raise empty(answer)
            if answer.asked["kind"] == "market":
                return iter([_market(answer, mapped(field(body, "data")))])
            coins = {IDS[coin]: coin for coin in answer.asked["coins"].split(",")}
            rows = once(answer, (row for one in listed(body) for row in _price(one, coins, answer)), "coin")
            if not rows:
                raise empty(answer)
            return iter(rows)


def _price(one: object, coins: Mapping[str, str], answer: Answer) -> list[Row]:
    """The close of the day up to the moment of the price; an id that has come to mean another coin is left out."""
    coin, close = coins.get(str(field(one, "id"))), known(field(one, "current_price"))
    at = field(one, "last_updated")
    if coin is None or close is None or at is None or str(field(one, "symbol")).upper() != coin:
        return []
    end = datetime.fromisoformat(str(at)).replace(microsecond=0)
    if end.tzinfo is None or not -SKEW <= answer.fetched_at - end <= DAY:
        return []
    end = end.astimezone(UTC)
    return [Row("prices", {"coin": coin, "venue": "CoinGecko", "start": end - DAY, "end": end, "close": close})]


def _market(answer: Answer, data: Mapping[str, Any]) -> Row:
    """{"total_market_cap": {"usd": ...}, "market_cap_percentage": {"btc": ...}, "updated_at": seconds}."""
    at = moment(data.get("updated_at"), Epoch.SECONDS)
    if at - floor(at, DAY) > DAYS_LAST or at > answer.fetched_at + SKEW:
        reason = f"the whole market's value is of {stamp(at)}; only one of midnight is a day's"
        raise SourceError(answer.source, Trouble.EMPTY, reason)
    cap = number(mapped(data.get("total_market_cap")).get("usd"))
    part = number(mapped(data.get("market_cap_percentage")).get("btc"))
    cells: dict[str, Cell] = {"date": (floor(at, DAY) - DAY).date(), "source": answer.source}
    cells |= {name: value for name, value in (("market_cap_usd", cap), ("btc_dominance_pct", part)) if value}
    if len(cells) == 2:
        raise empty(answer)
    return Row("market", cells)
