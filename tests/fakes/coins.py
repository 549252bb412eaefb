"""What coins are called and how many there are, roughly."""

from __future__ import annotations

# By ticker: CoinGecko's id, the name, coins in circulation.
COINS = {
    "BTC": ("bitcoin", "Bitcoin", 19.89e6), "ETH": ("ethereum", "Ethereum", 120.7e6),
    "SOL": ("solana", "Solana", 534e6), "XRP": ("ripple", "XRP", 59.1e9), "DOGE": ("dogecoin", "Dogecoin", 150e9),
    "BNB": ("binancecoin", "BNB", 139e6), "ADA": ("cardano", "Cardano", 35.4e9), "AAVE": ("aave", "Aave", 15.2e6),
    "ASTER": ("aster-2", "Aster", 1.65e9), "AVAX": ("avalanche-2", "Avalanche", 422e6),
    "BCH": ("bitcoin-cash", "Bitcoin Cash", 19.88e6), "CRO": ("crypto-com-chain", "Cronos", 31e9),
    "DOT": ("polkadot", "Polkadot", 1.52e9), "EOS": ("eos", "EOS", 1.54e9),
    "ETC": ("ethereum-classic", "Ethereum Classic", 153e6), "HBAR": ("hedera-hashgraph", "Hedera", 42.3e9),
    "HYPE": ("hyperliquid", "Hyperliquid", 334e6), "LEO": ("leo-token", "LEO Token", 923e6),
    "LINK": ("chainlink", "Chainlink", 678e6), "LTC": ("litecoin", "Litecoin", 76e6), "NEAR": ("near", "NEAR", 1.23e9),
    "PEPE": ("pepe", "Pepe", 420.7e12), "SUI": ("sui", "Sui", 3.46e9), "TON": ("the-open-network", "Toncoin", 2.5e9),
    "TRX": ("tron", "TRON", 94.8e9), "UNI": ("uniswap", "Uniswap", 628e6), "XLM": ("stellar", "Stellar", 31e9),
    "XMR": ("monero", "Monero", 18.4e6), "ZEC": ("zcash", "Zcash", 16.2e6),
    "USDT": ("tether", "Tether", 159e9), "USDC": ("usd-coin", "USDC", 62e9),
}  # fmt: skip
PEGGED = ("USDT", "USDC")
