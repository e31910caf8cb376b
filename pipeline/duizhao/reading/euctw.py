"""EUC-TW, which Python has no codec for: its plane 1 holds Big5's first level, in nearly the same order.

Plane 2 (rare characters, four bytes) becomes U+FFFD.
"""

from __future__ import annotations

import re
from functools import cache

_RUNS = (
    (0xA140, 0x2121),
    (0xA1F6, 0x2258),
    (0xA1F7, 0x2257),
    (0xA1F8, 0x2259),
    (0xA2AF, 0x2421),
    (0xA3C0, None),
    (0xA440, 0x4421),
    (0xACFE, 0x5753),
    (0xAD40, 0x5323),
    (0xAFD0, 0x5754),
    (0xBBC8, 0x6B51),
    (0xBE52, 0x6B50),
    (0xBE53, 0x6F5C),
    (0xC1AB, 0x7536),
    (0xC2CB, 0x7535),
    (0xC2CC, 0x7737),
    (0xC361, 0x782E),
    (0xC3B9, 0x7865),
    (0xC3BA, 0x7864),
    (0xC3BB, 0x7866),
    (0xC456, 0x782D),
    (0xC457, 0x7962),
    (0xC67F, None),
)
"""Big5 code where a run begins, and its code in CNS 11643 plane 1 (the correspondence of CNS 11643-1992)."""

_TOKEN = re.compile(rb"[\x00-\x7f]+|[\xa1-\xfe]{2}|\x8e[\xa1-\xb0][\xa1-\xfe]{2}|.", re.DOTALL)


def decode(data: bytes) -> str:
    """The text of EUC-TW bytes, U+FFFD for what is not in plane 1."""
    table = _plane1()
    return "".join(
        token.decode("ascii") if token.isascii() else table.get(token, "\ufffd") for token in _TOKEN.findall(data)
    )


@cache
def _plane1() -> dict[bytes, str]:
    table = {}
    runs = dict(_RUNS)
    cns: int | None = None
    for lead in range(0xA1, 0xC7):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            cns = runs.get(lead << 8 | trail, cns)
            if cns is None:
                continue
            table[bytes((cns >> 8 | 0x80, cns & 0xFF | 0x80))] = bytes((lead, trail)).decode("cp950", "replace")
            cns = cns + 1 if cns & 0xFF < 0x7E else (cns & 0xFF00) + 0x121
    return table
