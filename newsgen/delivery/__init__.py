"""From a told day to its readers, exactly once: the release, the gate at the door, the journal, corrections."""

from newsgen.delivery.release import Opened, content_hash, key_of, release_of

__all__ = ["Opened", "content_hash", "key_of", "release_of"]
