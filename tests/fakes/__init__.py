"""Faithful stand-ins for every REST source: one small ASGI application on a free port of this machine.

>>> with Fakes() as fakes:  # doctest: +SKIP
...     fakes.play("binance", "geo")
...     subprocess.run(["newsgen", "recap"], env={**os.environ, **fakes.environment()})
"""

from .server import Fakes
from .stage import Asked, Stage
from .vendors import KEYS, VENDORS
from .world import FOUNDING_DAY, World

__all__ = ["FOUNDING_DAY", "KEYS", "VENDORS", "Asked", "Fakes", "Stage", "World"]
