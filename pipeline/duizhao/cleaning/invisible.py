"""Characters that nobody sees and that split words: NUL and other controls, zero-width spaces, marks of direction."""

from __future__ import annotations

import re

from duizhao.edits import Edit

_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)


def invisible(text: str) -> list[Edit]:
    """Edits that take them out. Joiners stay: emoji are made with them."""
    return [Edit(m.start(), m.end(), m[0], "") for m in _UNSEEN.finditer(text)]
