"""The work of `doctor`: looks at what is installed, and tries it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

from duizhao import hanzi, lexicon, reading, store, translation
from duizhao.errors import DuizhaoError, ModelError
from duizhao.flow import Translator
from duizhao.flow.signature import instruction_set
from duizhao.settings import Reading

LIBRARIES = ("torch", "transformers", "ctranslate2", "sentencepiece", "opencc-python-reimplemented", "trafilatura")


def examine() -> list[dict[str, Any]]:
    """One row for each look: its name, whether all is well, and what was found."""
    rows = []
    for name, look in LOOKS.items():
        try:
            rows.append({"name": name, "ok": True, "found": look()})
        except Exception as error:  # whatever is wrong with the machine is what this command is for
            rows.append({"name": name, "ok": False, "found": " ".join(str(error).split())})
    return rows


def _system() -> str:
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, {instruction_set()}"


def _libraries() -> str:
    return ", ".join(_versions())


def _versions() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} missing"


def _devices() -> str:
    count = translation.GPUS["ct2"]()
    return f"cpu, {count} CUDA" if count else "cpu (no CUDA device)"


def _opencc() -> str:
    found = hanzi.installation()
    if found.problem:
        raise ModelError(f"mixed OpenCC install: {found.problem}", remedy=hanzi.REMEDY)
    return f"opencc-python-reimplemented {found.version}, {len(hanzi.configurations())} configurations"


def _models() -> str:
    found = store.installed()
    for model in found:
        if damaged := store.verify(model.name):
            raise ModelError(f"{model.name} is damaged: {'; '.join(damaged)}", remedy="Pull it again.")
    return ", ".join(m.name for m in found) or "none"


def _lexicon() -> str:
    if lexicon.lexicon() is not None:
        return "the table of words that the check for omissions uses"
    if lexicon.path().exists():
        raise ModelError(f"{lexicon.path()} is damaged", remedy="Install duizhao again.")
    return "none, so that omissions are not looked for"


def _folders() -> str:
    return f"models {store.models_folder()}, cache {store.cache_folder()}"


def _pages() -> str:
    sentence = "山城市图书馆从本周起延长开放时间，读者晚上也能来看书。"
    page = f"<html><title>图书馆</title><body><p>{sentence}</p><p>{sentence}</p></body></html>"
    (document,) = reading.read(page.encode(), Reading(), format="html")
    if isinstance(document, DuizhaoError):
        raise document
    return f"a page of {len(page)} characters is read in {len(document.blocks)} blocks"


def _translation() -> str:
    source = "今天天气很好。"
    with Translator(summary="0") as translator:
        return f"{source} → {translator.translate(source).paragraphs[0].target}"


LOOKS: dict[str, Callable[[], str]] = {
    "system": _system,
    "libraries": _libraries,
    "opencc": _opencc,
    "devices": _devices,
    "models": _models,
    "lexicon": _lexicon,
    "folders": _folders,
    "pages": _pages,
    "translation": _translation,
}
