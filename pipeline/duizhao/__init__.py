"""duizhao 對照: Chinese to English drafts, side by side, with a summary and every weak spot marked.

What is in `__all__` is the public surface; everything else may change. Names are imported when they are first used, so
that `duizhao --help` need not load the pipeline.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duizhao.api import check, convert, render, summarise, translate
    from duizhao.errors import DuizhaoError, InputError, ModelError, OutputError, UsageError
    from duizhao.flow import Translator
    from duizhao.record import Draft, Flag, Paragraph, Sentence, Summary, SummarySentence
    from duizhao.settings import Settings
    from duizhao.version import VERSION as __version__

_HOMES = {
    "api": ("check", "convert", "render", "summarise", "translate"),
    "errors": ("DuizhaoError", "InputError", "ModelError", "OutputError", "UsageError"),
    "flow": ("Translator",),
    "record": ("Draft", "Flag", "Paragraph", "Sentence", "Summary", "SummarySentence"),
    "settings": ("Settings",),
}

__all__ = [
    "Draft",
    "DuizhaoError",
    "Flag",
    "InputError",
    "ModelError",
    "OutputError",
    "Paragraph",
    "Sentence",
    "Settings",
    "Summary",
    "SummarySentence",
    "Translator",
    "UsageError",
    "__version__",
    "check",
    "convert",
    "render",
    "summarise",
    "translate",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("duizhao.version").VERSION
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"duizhao.{home}"), name)
    raise AttributeError(f"module 'duizhao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
