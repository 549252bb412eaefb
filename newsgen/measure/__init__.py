"""Market → Facts: what can be said of a day, each value with its working and its origins."""
