"""Aster: the same frames as Binance, on the path that Binance left."""

from __future__ import annotations

from typing import ClassVar

from newsgen.collect.binance import Binance


class Aster(Binance):
    """See the module."""

    name: ClassVar[str] = "aster"
    label: ClassVar[str] = "Aster"
    host: ClassVar[str] = "wss://fstream.asterdex.com"
    path: ClassVar[str] = "/ws"
