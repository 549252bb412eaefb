"""Measurements of newsgen on real history: `python -m benchmarks mutations|cases|speed|all`."""
