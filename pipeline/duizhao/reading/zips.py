"""ZIP containers of documents: each member is read by the reader of its own kind."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from duizhao.errors import InputError
from duizhao.reading.bytestream import FLOOR, RATIO, Stream
from duizhao.reading.compressed import bare_name
from duizhao.reading.content import Content
from duizhao.reading.encoding import decode
from duizhao.reading.members import FURNITURE, Ids, LeftOut, within
from duizhao.settings import Reading
from duizhao.zipped import BROKEN, open_zip

UTF8_NAME = 0x800
NAMES_SAMPLE = 1 << 16
"""Bytes of the names of members that their encoding is told by."""
_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|\.git/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)

log = logging.getLogger(__name__)


def members(content: Content, settings: Reading) -> Iterator[Content | InputError]:
    """The members that may be documents, in the order of the container, with an error for each that cannot be opened.

    Pictures and the like are counted and said in one line. Raises InputError where there is nothing to read.
    """
    file = content.seekable()
    ids, left_out, some = Ids(), LeftOut(), False
    with open_zip(file, content.name) as container:
        budget = _Budget(max(FLOOR, RATIO * file.seek(0, io.SEEK_END)))
        names = _names(container.infolist())
        for info, name in zip(container.infolist(), names, strict=True):
            suffix = PurePosixPath(bare_name(name)).suffix.lower()
            if info.is_dir():
                continue
            if _SYSTEM.search(name) or suffix[1:] in FURNITURE:
                left_out.add("of the system" if _SYSTEM.search(name) else suffix[1:])
                continue
            some = True
            try:
                stream = _Member(container, info, f"{content.name}:{name}", budget).buffered()
                yield within(content, name, ids.of(name), suffix, stream)
            except InputError as e:
                yield e
            if budget.left < 0:
                return
    if not some:
        what = f"holds nothing to read{f': {left_out}' if left_out else ''}"
        raise InputError(what, where=content.name, remedy="Name a container of documents.")
    if left_out:
        log.info("%s: %s", content.name, left_out)


class _Budget:
    """Bytes that may still be unpacked of a container, all members together."""

    def __init__(self, left: int) -> None:
        self.left = left


class _Member(Stream):
    """The unpacked bytes of a member. Raises InputError where it is damaged, or more than the budget."""

    def __init__(self, container: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget) -> None:
        super().__init__()
        self._name, self._budget = name, budget
        try:
            self._file = container.open(info)
        except BROKEN as e:
            raise self._damaged(e) from e

    def take(self, size: int) -> bytes:
        try:
            data = self._file.read(size)
        except BROKEN as e:
            raise self._damaged(e) from e
        self._budget.left -= len(data)
        if self._budget.left < 0:
            what = f"unpacks to more than {RATIO} times the size of its container, which is left here"
            raise InputError(what, where=self._name, remedy="Unpack it with another program, and look at what it is.")
        return data

    def close(self) -> None:
        self._file.close()
        super().close()

    def _damaged(self, error: Exception) -> InputError:
        return InputError(f"is damaged ({error})", where=self._name, remedy="Fetch or save the container again.")


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The names of the members; those not marked as UTF-8 are in the encoding that all of them together look like."""
    raw = {i: info.filename.encode("cp437") for i, info in enumerate(infos) if not info.flag_bits & UTF8_NAME}
    codec = _codec(b"\n".join(name for name in raw.values() if not name.isascii())[:NAMES_SAMPLE])
    return [raw[i].decode(codec, "replace") if i in raw else info.filename for i, info in enumerate(infos)]


def _codec(sample: bytes) -> str:
    """Short names say little: where the encoding cannot be told they are taken to be from a Chinese Windows."""
    try:
        encoding = decode(sample).encoding
        sample.decode(encoding, "replace")
    except (InputError, LookupError):
        return "gb18030"
    return encoding
