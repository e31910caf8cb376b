"""Settings → `Translator`: the stages in their order, batched across documents."""

from duizhao.flow.prepare import Prepared, not_chinese, prepare
from duizhao.flow.sources import Source, prepare_all
from duizhao.flow.translator import Translator

__all__ = ["Prepared", "Source", "Translator", "not_chinese", "prepare", "prepare_all"]
