"""Mornings without anyone awake: slots, who takes them, and the run from the sources to the reader."""
