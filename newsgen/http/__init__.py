"""The network: questions to sources (`Web`), and what is sent to destinations (`Caller`).

The only room that knows httpx.
"""

from newsgen.http.asking import Reply, Web, WebError, redacted
from newsgen.http.sending import Caller, NotSent, Part, Said, Unknown

__all__ = ["Caller", "NotSent", "Part", "Reply", "Said", "Unknown", "Web", "WebError", "redacted"]
