"""Pictures of a told day, drawn from the words and values that the writer put into each `Chart`."""
