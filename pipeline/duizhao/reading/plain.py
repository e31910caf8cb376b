"""Plain text: every line that is not blank is a block."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.document import Document, lines
from duizhao.errors import InputError
from duizhao.reading.content import Content
from duizhao.settings import Reading


def read(content: Content, settings: Reading) -> Iterator[Document | InputError]:
    """One document. Raises InputError where the file is empty or its encoding cannot be told."""
    data = content.whole()
    decoded = content.decoded(data)
    text = decoded.text
    yield Document(content.id, text, text, content.origin(data, decoded, "txt"), blocks=tuple(lines(text)))
