"""Plain text as sentences, for all who read what is written; the checker has a reader of its own."""
