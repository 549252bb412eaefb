"""newsgen: recap articles for crypto markets, in which every figure proves itself."""

__version__ = "0.1.0"
