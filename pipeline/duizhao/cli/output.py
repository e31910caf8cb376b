"""Where the drafts go: one file, a folder of files, or standard output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from duizhao import rendering
from duizhao.errors import OutputError, UsageError
from duizhao.files import refuse_taken
from duizhao.reading import Input
from duizhao.record import Draft
from duizhao.settings import unknown


class Destination:
    """Decides on the files before any work is done, so that what cannot be written is said at once.

    Raises UsageError where the request makes no sense, OutputError where a file is in the way.
    """

    def __init__(
        self, output: Path | None, formats: str | None, inputs: Sequence[Input], *, force: bool, suffix: str = ""
    ) -> None:
        self.force = force
        self.formats = _formats(formats, output)
        self.file: Path | None = None
        self.folder: Path | None = None
        if output is None:
            if len(self.formats) > 1:
                raise UsageError("several formats, and no place for them", remedy="Give -o DIR.")
        elif _is_folder(output, formats):
            self.folder = output
        else:
            self._one_file(output, inputs)
        self._stems = _stems(inputs) if self.folder else {}
        taken = [self.file] if self.file else [self._path(i, f) for i in inputs for f in self.formats if self.folder]
        refuse(taken, inputs, force=force)

    def _one_file(self, output: Path, inputs: Sequence[Input]) -> None:
        if len(self.formats) > 1:
            raise UsageError("several formats for one file", where=output, remedy="Give -o a folder.")
        if len(inputs) > 1 and self.formats != ["jsonl"]:
            raise UsageError("several inputs for one file", where=output, remedy="Give -o a folder.")
        self.file = output

    def paths(self, source: Input, draft: Draft, *, several: bool) -> dict[str, Path]:
        """format → file for one draft; `several`: its input holds more than one document."""
        if self.file:
            return {self.formats[0]: self.file}
        if self.folder is None:
            return {}
        ending = ""
        if several:  # an id that was made from the name of the input is not the name twice
            ending = f"-{_safe(draft.id).removeprefix(f'{_safe(self._stems[source].name)}-')}"
        return {f: self._path(source, f, ending if f != "jsonl" else "") for f in self.formats}

    def _path(self, source: Input, format: str, ending: str = "") -> Path:
        assert self.folder is not None
        stem = self._stems[source]
        return self.folder / stem.with_name(f"{stem.name}{ending}.{_suffix(source, format)}")


def _suffix(source: Input, format: str) -> str:
    """The suffix of a format, which a job keeps: tools go by it."""
    own = source.path.suffix.lower() if source.path else ""
    if format == "xliff":
        return own[1:] if rendering.SUFFIXES.get(own) == format else "xlf"
    return format


def refuse(outputs: Iterable[Path], inputs: Iterable[Input], *, force: bool) -> None:
    """Raises OutputError for an output that is an input, and for one that exists where `force` is not given."""
    sources = {i.path.resolve() for i in inputs if i.path}
    for path in outputs:
        if path.resolve() in sources:
            raise OutputError("is an input; an output never replaces one", where=path, remedy="Choose another -o.")
        refuse_taken(path, force=force)


def _formats(formats: str | None, output: Path | None) -> list[str]:
    """The formats asked for, or the one that the suffix of the output names, or none (a view on the terminal)."""
    if formats is not None:
        names = [f.strip() for f in formats.split(",") if f.strip()]
        for name in names:
            if name not in rendering.RENDERERS:
                raise unknown("format", name, rendering.RENDERERS)
        if not names:
            raise UsageError("no format given", remedy=f"Known: {', '.join(rendering.RENDERERS)}.")
        return list(dict.fromkeys(names))
    if output is None:
        return []
    return [rendering.SUFFIXES.get(output.suffix.lower(), "html")]


def _is_folder(output: Path, formats: str | None) -> bool:
    """A path is a file where its suffix names a format; an unknown suffix is not guessed about."""
    if output.is_dir():
        return True
    suffix = output.suffix.lower()
    if suffix in rendering.SUFFIXES:
        named = rendering.SUFFIXES[suffix]
        if formats is not None and "," not in formats and formats.strip() != named:
            raise UsageError(f"--format {formats} into a {suffix} file", where=output, remedy="Make the two agree.")
        return formats is not None and "," in formats
    if not suffix or re.search(r"[\s\d]", suffix):
        return True
    raise UsageError(
        f"the suffix {suffix} names no format",
        where=output,
        remedy=f"Known: {', '.join(rendering.SUFFIXES)}; or a folder.",
    )


def _stems(inputs: Iterable[Input]) -> dict[Input, Path]:
    """A relative path without suffix for each input; two that collide get the input's suffix in the name."""
    plain: dict[Input, Path] = {}
    for item in inputs:
        if item.path is None:
            plain[item] = Path("stdin")
            continue
        relative = item.path.relative_to(item.base) if item.base else Path(item.path.name)
        plain[item] = relative.with_name(_stem(relative.name))
    counts = Counter(str(p).casefold() for p in plain.values())
    out: dict[Input, Path] = {}
    seen: Counter[str] = Counter()
    for item, stem in plain.items():
        if counts[str(stem).casefold()] > 1 and item.path is not None:
            stem = stem.with_name(item.path.name.replace(".", "-"))
        key = str(stem).casefold()
        seen[key] += 1
        out[item] = stem if seen[key] == 1 else stem.with_name(f"{stem.name}-{seen[key]}")
    return out


def _stem(name: str) -> str:
    """`a` of `a.txt`, of `a.html.gz` and of `a`."""
    path = Path(name)
    return Path(path.stem).stem if path.suffix.lower() in (".gz", ".zst", ".xz", ".bz2") else path.stem


def _safe(name: str) -> str:
    """A document's id as a part of a file name."""
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|\s]+', "_", name).strip("._")[:80] or "document"
