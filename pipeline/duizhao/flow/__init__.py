"""Settings → `Translator`: the stages in their order, batched across documents."""

from duizhao.flow.prepare import Prepared, not_chinese, prepare
from duizhao.flow.translator import Source, Translator, prepare_all

__all__ = ["Prepared", "Source", "Translator", "not_chinese", "prepare", "prepare_all"]
