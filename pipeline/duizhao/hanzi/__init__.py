"""Script: text as the author wrote it → text as the model is to see it, with the way back."""

from duizhao.hanzi.ambiguous import choices
from duizhao.hanzi.convert import Converted, convert, convert_stream
from duizhao.hanzi.detect import ScriptEvidence, choose, detect
from duizhao.hanzi.fold import fold
from duizhao.hanzi.installation import REMEDY, Installation, installation
from duizhao.hanzi.normalise import normalise
from duizhao.hanzi.protect import fingerprint, listed, protected
from duizhao.hanzi.tables import configurations

__all__ = [
    "REMEDY",
    "Converted",
    "Installation",
    "ScriptEvidence",
    "choices",
    "choose",
    "configurations",
    "convert",
    "convert_stream",
    "detect",
    "fingerprint",
    "fold",
    "installation",
    "listed",
    "normalise",
    "protected",
]
