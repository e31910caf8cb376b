"""When a file says that it was changed, in the forms in which bilingual files say it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
"""TMX 1.4, section 3.1: YYYYMMDDThhmmssZ."""
_AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d:\d\d)")
"""SDLXLIFF: MM/DD/YYYY hh:mm:ss, in UTC."""


def moment(said: str | None) -> str | None:
    """The moment that `said` names, ISO 8601 in UTC with microseconds; None where it names none, or one to come.

    ISO 8601, and the forms of TMX and SDLXLIFF; without an offset it is UTC.
    """
    text = (said or "").strip()
    text = _COMPACT.sub(r"\1-\2-\3T\4:\5:\6Z", text)
    text = _AMERICAN.sub(r"\3-\1-\2T\4", text)
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if found > datetime.now(UTC):
        return None
    return found.isoformat(timespec="microseconds").replace("+00:00", "Z")
