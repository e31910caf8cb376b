"""The record itself: one line of JSON."""

from __future__ import annotations

import json
import re

from duizhao.record import Draft

# Readers that split at every Unicode line end would cut a record here, and no encoding can write half a surrogate pair.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def jsonl(draft: Draft) -> str:
    """The record on one line, with a line feed at its end."""
    line = json.dumps(draft.to_json(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n"
