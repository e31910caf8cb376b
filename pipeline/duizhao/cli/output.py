"""Where the drafts go: one file, a folder of files, or standard output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from duizhao import rendering
from duizhao.errors import OutputError, UsageError
from duizhao.files import refuse_taken
from duizhao.originals import versions
from duizhao.reading import Input
from duizhao.record import Draft
from duizhao.settings import IN_PLACE, Rendering, unknown

WHOLE = ("srt", "vtt", "ass")
"""Formats that hold all of a document."""

Product = tuple[str, str]
"""A format, and whether it is in both languages ("dual") or in English alone ("mono")."""


class Destination:
    """Decides on the files before any work is done, so that what cannot be written is said at once.

    Raises UsageError where the request makes no sense, OutputError where a file is in the way.
    """

    def __init__(
        self,
        output: Path | None,
        formats: str | None,
        inputs: Sequence[Input],
        *,
        force: bool,
        rendering: Rendering,
        flagged: bool = False,
    ) -> None:
        self.force, self.flagged = force, flagged
        self.layout = rendering.layout
        self.formats = _formats(formats, output)
        shown = self.formats or ["md"]
        if flagged:
            self._refuse_whole()
        self.products = [(f, v) for f in shown for v in versions(f, self.layout, rendering.versions)]
        self.file: Path | None = None
        self.folder: Path | None = None
        if output is None:
            if len(self.products) > 1:
                raise UsageError("several files, and no place for them", remedy="Give -o DIR.")
        elif _is_folder(output, formats):
            self.folder = output
        else:
            self._one_file(output, inputs)
        self._stems = _stems(inputs) if self.folder else {}
        refuse([p for i in inputs for p in self._files(i, "").values()], inputs, force=force)

    def _refuse_whole(self) -> None:
        """Raise UsageError for what a part of a draft cannot be written as."""
        whole = [f for f in self.formats if f in WHOLE] + [IN_PLACE] * (self.layout == IN_PLACE)
        if whole:
            what = f"--flagged leaves no whole document to write as {whole[0]}"
            raise UsageError(what, remedy="Write docx, html, csv, xliff or another format with ids.")

    def _one_file(self, output: Path, inputs: Sequence[Input]) -> None:
        if len(self.formats) > 1:
            raise UsageError("several formats for one file", where=output, remedy="Give -o a folder.")
        if len(inputs) > 1 and self.formats != ["jsonl"]:
            raise UsageError("several inputs for one file", where=output, remedy="Give -o a folder.")
        self.file = output

    def paths(self, source: Input, draft: Draft, *, several: bool) -> dict[Product, Path]:
        """The file of each format and version of one draft; `several`: its input holds more than one document."""
        ending = ""
        if several and self.folder:  # an id that was made from the name of the input is not the name twice
            ending = f"-{_safe(draft.id).removeprefix(f'{_safe(self._stems[source].name)}-')}"
        return self._files(source, ending)

    def _files(self, source: Input, ending: str) -> dict[Product, Path]:
        if self.file:  # a second one is English alone
            english = self.file.with_name(f"{self.file.stem}.en{self.file.suffix}")
            return dict(zip(self.products, (self.file, english), strict=False))
        return {p: self._path(source, p, ending) for p in self.products} if self.folder else {}

    def _path(self, source: Input, product: Product, ending: str) -> Path:
        assert self.folder is not None
        stem, (format, version) = self._stems[source], product
        what = ".flagged" * self.flagged + ".en" * (version == "mono")
        ending = ending if format != "jsonl" else ""  # which takes many drafts
        return self.folder / stem.with_name(f"{stem.name}{ending}{what}.{_suffix(source, format)}")


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
