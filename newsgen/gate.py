"""The gate: whether a day may go out as it stands, and what stands against it."""
