"""The desk: a local page where editors see what an article says, why, and whether it can go out."""
