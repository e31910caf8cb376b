"""Characters that nobody sees and that split words: controls, zero-width spaces, marks of direction, selectors.

Joiners and selectors stay in emoji and in scripts that need them. Characters for private use stay too, marked: what
they showed depends on a font that is not here.
"""

from __future__ import annotations

import re

from duizhao.edits import Edit

STEP = "invisible"

_CONTROLS = "\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
)
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_FOUND = re.compile(
    f"[{_CONTROLS}{_UNSEEN}]+"
    f"|(?<=[{_HAN}])[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
    f"|[\u200c\u200d]+(?=[{_HAN}])"
    f"|(?P<private>[\ue000-\uf8ff\U000f0000-\U0010fffd]+)"
)
_ANY = re.compile(
    f"[{_CONTROLS}{_UNSEEN}\u200c\u200d\ufe00-\ufe0f\ue000-\uf8ff\U000e0100-\U000e01ef\U000f0000-\U0010fffd]"
)


def invisible(text: str) -> list[Edit]:
    """Edits that take them out, or mark them."""
    if not _ANY.search(text):
        return []
    return [
        Edit(m.start(), m.end(), m[0], m[0], "damaged", STEP)
        if m["private"]
        else Edit(*m.span(), m[0], "", "exact", STEP)
        for m in _FOUND.finditer(text)
    ]
