"""Editors' words and new figures: merging a text by sentences, and telling two texts apart."""
