"""The functions of `import duizhao`: one call, one result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duizhao import checks, hanzi, originals
from duizhao.flow import Translator
from duizhao.record import Draft, Flag
from duizhao.settings import Checking

SHORTHAND = {"s": "t2s+zhe", "t": "s2t"}


def translate(source: str | bytes | Path, **options: Any) -> Draft:
    """The bilingual draft of one document: a file, its bytes, or a text.

    A `str` is the path of a file where such a file exists, and text otherwise; a `Path` is always a file. Options are
    the names of the settings. Raises InputError, ModelError, UsageError.
    """
    with Translator(**options) as translator:
        return translator.translate(source)


def summarise(source: str | bytes | Path, *, method: str = "centroid", length: int | str = 3, **options: Any) -> Draft:
    """The draft of one document in which only the title and the summary are translated: see `draft.summary`.

    `length`: a number of sentences, a share ("20%"), or characters ("150字", "150c"). `method`: centroid, lead,
    lexrank, lsa, mmr, random, textrank, mt5, or the folder of an mT5 model. With an `order` other than
    summarise-translate the whole document is translated.
    """
    with Translator(method=method, summary=str(length), **options) as translator:
        return translator.summarise(source)


def convert(text: str, to: str = "s") -> str:
    """`text` in another script. `to`: "s" simplified, "t" traditional, or the name of an OpenCC configuration."""
    return hanzi.convert(text, SHORTHAND.get(to, to)).text


def check(source: str, target: str) -> tuple[Flag, ...]:
    """What the checks find in one sentence and its translation."""
    return checks.check(checks.Pair(source, target), Checking())


def render(draft: Draft, format: str = "html", layout: str = "side-by-side", version: str | None = None) -> str | bytes:
    """`draft` in one of the output formats.

    `layout`, for docx and html: side-by-side, top-bottom; for docx and epub: original, which reads the file that the
    draft was made of again, as the formats of a job do (xliff, tmx). `version`: dual for both languages, mono for
    English alone; where it is not named, mono in the layout of the original and dual in any other.
    """
    return originals.render(draft, format, layout, version)
