"""Model names → folders of verified files, in Hugging Face layout or converted for CTranslate2.

Nothing here opens a connection but `pull`.
"""

from __future__ import annotations

from duizhao.store.convert import convert
from duizhao.store.find import Model, find, info, installed, remove, verify
from duizhao.store.pull import pull
from duizhao.store.registry import Entry, registry

__all__ = ["Entry", "Model", "convert", "find", "info", "installed", "pull", "registry", "remove", "verify"]
