"""Settings → `Translator`: the stages in their order, batched across documents."""

from duizhao.flow.prepare import Prepared, prepare
from duizhao.flow.translator import Source, Translator, prepare_all

__all__ = ["Prepared", "Source", "Translator", "prepare", "prepare_all"]
