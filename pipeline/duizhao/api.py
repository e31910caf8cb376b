"""The functions of `import duizhao`: one call, one result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duizhao import checks, hanzi, rendering
from duizhao.errors import InputError, UsageError
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
        return translator.translate(_source(source))


def summarise(source: str | bytes | Path, *, method: str = "auto", length: int | str = 3, **options: Any) -> Draft:
    """The draft of one document in which only the title and the summary are translated: see `draft.summary`.

    `length`: a number of sentences, or a share such as "20%". `method`: auto, centroid, lead, textrank, lexrank, mt5,
    or the folder of an mT5 model.
    """
    with Translator(method=method, summary=str(length), **options) as translator:
        return translator.summarise(_source(source))


def convert(text: str, to: str = "s") -> str:
    """`text` in another script. `to`: "s" simplified, "t" traditional, or the name of an OpenCC configuration."""
    return hanzi.convert(text, SHORTHAND.get(to, to)).text


def check(source: str, target: str) -> tuple[Flag, ...]:
    """What the checks find in one sentence and its translation."""
    return checks.check(checks.Pair(source, target), Checking())


def render(draft: Draft, format: str = "html") -> str | bytes:
    """`draft` in one of the output formats."""
    return rendering.render(draft, format)


def _source(source: str | bytes | Path) -> str | bytes | Path:
    """A `str` that names an existing file becomes its path."""
    if not isinstance(source, str | bytes | Path):
        raise UsageError(f"a {type(source).__name__} is no document", remedy="Give a path, bytes or text.")
    if isinstance(source, str):
        if not source.strip():
            raise InputError("the text is empty", remedy="Give it some Chinese text.")
        if "\n" not in source and len(source) < 4096 and "\0" not in source:
            try:
                if Path(source).is_file():
                    return Path(source)
            except OSError:  # longer than a file name may be: a text
                return source
    return source
