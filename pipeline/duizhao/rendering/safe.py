"""What a document's text must not do to the place it is shown in: steer a terminal, turn the reading direction."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f"  # C0 controls but tab and line feed; delete
    "\x80-\x9f"  # C1 controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # controls of the reading direction
    "\u2028\u2029\ufeff\ufff9-\ufffb"  # separators, byte order mark, interlinear annotation
    "\ufffe\uffff"  # no characters, and not allowed in XML
    "\ud800-\udfff]"  # lone surrogates, which no encoding can write
)


def visible(text: str) -> str:
    """`text` with its control characters shown (␛, ⟨U+202E⟩); tab and line feed stay."""
    return _UNSEEN.sub(lambda m: _picture(ord(m[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
