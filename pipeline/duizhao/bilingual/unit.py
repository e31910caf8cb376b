"""A segment of a bilingual file, whoever made it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from duizhao.record import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """A source and its target. `id` and `source_hash` are what duizhao wrote into the file, None in files of others.

    `state`: what the file says of the target (a CAT tool's word), `note`: what stands beside it. `target_hash`: of the
    target that duizhao wrote. `label`: what the file calls it. `locked`: the file wants it left alone; `backwards`: in
    the file the Chinese is the target; `changed`: when the file says that the target was, ISO 8601 in UTC.
    """

    source: str
    target: str
    id: str | None = None
    source_hash: str | None = None
    kind: Kind = "paragraph"
    state: str | None = None
    note: str | None = None
    target_hash: str | None = None
    label: str | None = field(default=None, compare=False)
    locked: bool = False
    backwards: bool = field(default=False, compare=False)
    changed: str | None = field(default=None, compare=False)

    @property
    def intact(self) -> bool:
        """Whether the source is the one that duizhao wrote; true where it wrote none."""
        return self.source_hash is None or self.source_hash == source_hash(self.source)

    @property
    def untouched(self) -> bool:
        """Whether the target is still the one that duizhao wrote; false where the file does not say."""
        return self.target_hash is not None and self.target_hash == source_hash(self.target.strip())


def source_hash(source: str) -> str:
    """Names a source text, as `record.Sentence.source_hash` does."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]
