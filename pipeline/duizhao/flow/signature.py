"""The signature of a draft: every choice that changes the output, like sacrebleu's."""

from __future__ import annotations

import platform
import re
from functools import cache
from importlib import metadata
from pathlib import Path

from duizhao import hanzi
from duizhao.settings import ORDERS, Settings
from duizhao.version import VERSION

LIBRARIES = {"ct2": ("ctranslate2",), "torch": ("torch", "transformers")}


def signature(
    settings: Settings,
    model: str,
    sha256: str,
    engine: str,
    device: str,
    compute: str,
    memory: str | None = None,
    glossary: str | None = None,
) -> str:
    """`key:value` pairs joined by `|`; equal signatures and equal inputs give equal bytes.

    `memory`, `glossary`: the fingerprints of what is recalled and of the terms, None where there are none.
    """
    wanted = settings.translation
    libraries = "+".join(f"{name}-{metadata.version(name)}" for name in LIBRARIES[engine])
    parts = {
        "duizhao": VERSION,
        "model": f"{model}@{sha256[:12]}",
        "engine": libraries,
        "device": device.partition(":")[0],
        "isa": instruction_set(),
        "compute": compute,
        "beam": wanted.beam,
        "batch": wanted.batch_tokens,
        "input": wanted.input_tokens,
        "length": wanted.length_penalty,
        "patience": wanted.patience,
        "retries": wanted.retries,
        "prefix": wanted.prefix,
        "html": None if settings.reading.html_body == "article" else settings.reading.html_body,
        "script": settings.hanzi.script,
        "protect": hanzi.fingerprint(settings.hanzi.protect),
        "opencc": metadata.version("opencc-python-reimplemented"),
        "memory": memory and f"{memory},{settings.recall.threshold:g}",
        "glossary": glossary,
        "names": "enforced",
        "numbers": "enforced",
        "codes": "enforced",
        "skip": "+".join(sorted(settings.cleaning.skip)) or None,
        "summary": f"{settings.summarising.method},{settings.summarising.summary}",
        "order": None if settings.summarising.order == ORDERS[0] else settings.summarising.order,
        "seed": settings.seed,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items() if value is not None)


@cache
def instruction_set() -> str:
    """The widest vector instructions of this CPU: sums come out in another order with another width."""
    try:
        found = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    flags = found[1].split() if found else []
    for name in ("amx_int8", "avx512_vnni", "avx512f", "avx2", "avx"):
        if name in flags:
            return f"{platform.machine()}-{name}"
    return platform.machine()
