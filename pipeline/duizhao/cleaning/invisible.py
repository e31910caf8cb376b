"""Characters that nobody sees and that split words: controls, zero-width spaces, marks of direction, selectors.

Boards put noise into their pages, invisible there, that comes along when the text is copied: pairs of signs with a
space between them, and the name or address of the board.

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
_BOARD = r"[\u3400-\u9fff]{2,8}?(?:论坛|論壇|社区|社區)|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?"
_PAIRS = 5
_NOISE = re.compile(rf"(?:[!-~] [!-~]){{{_PAIRS},}}(?:{_BOARD})?")
_SIGNS = frozenset("!\"#$%&'*+-/<=>?@[\\]^_`{|}~")
_LEAST = 3
"""So many different ones of these signs are noise."""


def invisible(text: str) -> list[Edit]:
    """Edits that take them out, or mark them."""
    edits = _noise(text)
    if not _ANY.search(text):
        return edits
    edits += (
        Edit(m.start(), m.end(), m[0], m[0], "damaged", STEP)
        if m["private"]
        else Edit(*m.span(), m[0], "", "exact", STEP)
        for m in _FOUND.finditer(text)
    )
    return sorted(edits, key=lambda e: e.start)


def _noise(text: str) -> list[Edit]:
    if text.count(" ") < _PAIRS:
        return []
    return [
        Edit(*m.span(), m[0], "", "exact", STEP)
        for m in _NOISE.finditer(text)
        if len(_SIGNS.intersection(m[0])) >= _LEAST
    ]
