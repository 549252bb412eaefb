"""From a told day to its readers, exactly once: the release, the gate at the door, the journal, corrections."""
