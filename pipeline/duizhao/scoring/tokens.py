"""Text → tokens to count by, for Chinese and for English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from duizhao.errors import UsageError

Tokenise = Callable[[str], list[str]]

_EAST_ASIAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3040-\u30ff\uac00-\ud7af"
_CHARACTER = re.compile(rf"[{_EAST_ASIAN}]|\d+(?:[.,:]\d+)*|[^\W\d_{_EAST_ASIAN}]+")
_ENGLISH = re.compile(r"[a-z0-9]+")


def characters(text: str) -> list[str]:
    """Each Chinese, Japanese or Korean character; words of other scripts and numbers whole, without capitals.

    Punctuation is no token. Full width is read as half width (NFKC).
    """
    return _CHARACTER.findall(unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    """Words as rjieba cuts them, without punctuation; the text is best in simplified script, as its dictionary is."""
    import rjieba

    cut = rjieba.cut(unicodedata.normalize("NFKC", text).lower())
    return [word for word in cut if any(map(str.isalnum, word))]


def english(text: str) -> list[str]:
    """Runs of the letters a to z and of digits, without capitals and unstemmed: the tokens of rouge-score 0.1.2."""
    return _ENGLISH.findall(text.lower())


def english_stems(text: str) -> list[str]:
    """As `english`, words of more than three letters stemmed by Porter's rules as rouge-score does with a stemmer.

    Raises UsageError where nltk is not installed.
    """
    try:
        from nltk.stem.porter import PorterStemmer
    except ImportError:
        raise UsageError("stems need nltk", remedy="pip install nltk, or use the tokens en.") from None
    stem = PorterStemmer().stem
    return [stem(word) if len(word) > 3 else word for word in english(text)]


TOKENISERS: dict[str, Tokenise] = {"char": characters, "word": words, "en": english, "en-stem": english_stems}
