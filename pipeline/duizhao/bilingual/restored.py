"""The source text that a file showed: an editor trims blanks, and control characters are written as pictures."""

from __future__ import annotations

import re
from itertools import product

from duizhao.bilingual.unit import source_hash

_LEADS = ("", "\u3000\u3000")
_TRAILS = ("", "\n", " ", "\u3000")
"""What stands around a sentence and gets lost."""
_SHOWN = re.compile("⟨U\\+([0-9A-F]{4})⟩|([\u2400-\u241f\u2421])")
"""How the writers show control characters: U+202E in brackets, or the picture of the character."""


def restored(text: str, wanted: str | None) -> str:
    """The source whose hash is `wanted`, where `text` is that source as it was shown; else `text`."""
    if wanted is None or source_hash(text) == wanted:
        return text
    bare = text.strip()
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    leads, trails = dict.fromkeys((lead, *_LEADS)), dict.fromkeys((trail, *_TRAILS))
    for body in dict.fromkeys((bare, _SHOWN.sub(_character, bare))):
        for before, after in product(leads, trails):
            if source_hash(found := f"{before}{body}{after}") == wanted:
                return found
    return text


def _character(shown: re.Match[str]) -> str:
    if shown[1]:
        return chr(int(shown[1], 16))
    return "\x7f" if shown[2] == "\u2421" else chr(ord(shown[2]) - 0x2400)
