"""Model names → folders of verified files, in Hugging Face layout or converted for CTranslate2.

Nothing here opens a connection but `pull`.
"""

from __future__ import annotations

from duizhao.store.convert import convert
from duizhao.store.find import Model, find, info, installed, verify
from duizhao.store.folders import cache_folder, models_folder
from duizhao.store.pull import pull
from duizhao.store.registry import Entry, entry, registry
from duizhao.store.remove import remove

__all__ = [
    "Entry",
    "Model",
    "cache_folder",
    "convert",
    "entry",
    "find",
    "info",
    "installed",
    "models_folder",
    "pull",
    "registry",
    "remove",
    "verify",
]
