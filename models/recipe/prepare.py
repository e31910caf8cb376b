"""Parallel text to token arrays: simplified as duizhao simplifies, filtered, deduplicated, without test sentences.

A folder: source.npy, target.npy (uint16, all sentences one after another, each ended by `</s>`), source_at.npy,
target_at.npy (int64 offsets, n + 1), origin.npy (uint8, n: number of the source in sources.json).
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from duizhao import hanzi
from duizhao.errors import InputError
from recipe.filters import Candidate, fault
from recipe.folders import SETS, WRITTEN, whole_folder
from recipe.mixing import Mix
from recipe.pairs import Ids, Pairs
from recipe.vocabulary import Encoder

SUFFIXES = (".tsv", ".tsv.xz")
SCRIPT = "t2s+zhe"
ARRAYS = ("source", "target", "source_at", "target_at")
_APART = re.compile(r"[\W_]+")
_AT_ONCE = 50_000  # pairs
_TELLING = 8  # letters that a sentence must have more of to be taken for one of a test set


@dataclass
class Count:
    """What became of a source's pairs: `dropped` by reason."""

    read: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


def name_of(path: Path) -> str:
    """The source's name: the file's without suffixes."""
    return path.name.split(".")[0]


def files(data: Path) -> list[Path]:
    """The files of pairs in a folder, by name, and after them those that are part of the project."""
    found, written = (sorted(p for p in folder.iterdir() if p.name.endswith(SUFFIXES)) for folder in (data, WRITTEN))
    if not found:
        raise InputError("has no pairs (NAME.tsv or NAME.tsv.xz)", where=data)
    return found + written


def read(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of a file, `zh<TAB>en` a line; lines with an empty side are passed over."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            zh, _, en = line.rstrip("\n").partition("\t")
            if zh and en:
                yield zh, en.partition("\t")[0]


def simplified(texts: Iterable[str]) -> list[str]:
    """Each text in simplified characters."""
    return "".join(hanzi.convert_stream((text + "\n" for text in texts), SCRIPT)).split("\n")[:-1]


def banned(dev: Path) -> frozenset[bytes]:
    """The keys of every sentence in the files NAME.zh* and NAME.en of a folder of test sets."""
    paths = sorted(p for p in dev.iterdir() if ".zh" in p.name or p.name.endswith(".en"))
    lines = (line for path in paths for line in simplified(path.read_text(encoding="utf-8").splitlines()))
    return frozenset(_key(letters) for letters in map(_letters, lines) if len(letters) > _TELLING)


def prepare(
    paths: Iterable[Path],
    mix: Mix,
    encoder: Encoder,
    out: Path,
    *,
    excluded: frozenset[bytes] = frozenset(),
    tell: Callable[[str], None] = lambda line: None,
) -> dict[str, Count]:
    """Write the token arrays of all sources that the mix wants; what became of each."""
    seen: set[bytes] = set()
    columns = {side: array("H") for side in ("source", "target")}
    lengths = {side: array("q", [0]) for side in columns}
    origin, counts = array("B"), dict[str, Count]()
    for path in paths:
        if not mix.wanted(name_of(path)):
            continue
        count = counts[name_of(path)] = Count()
        for ids in _kept(path, encoder, seen, excluded, count):
            for side, x in zip(columns, ids, strict=True):
                columns[side].frombytes(x.tobytes())
                lengths[side].append(len(x))
            origin.append(len(counts) - 1)
        tell(f"{name_of(path):28} {count.read:>9,} pairs, {count.kept:>9,} kept, dropped: {_shown(count.dropped)}")
    if not origin:
        raise InputError("no pair is left", remedy="Does the mix name the files?")
    with whole_folder(out) as part:
        for side in columns:
            np.save(part / f"{side}.npy", np.frombuffer(columns[side], np.uint16))
            np.save(part / f"{side}_at.npy", np.cumsum(np.frombuffer(lengths[side], np.int64)))
        np.save(part / "origin.npy", np.frombuffer(origin, np.uint8))
        (part / "sources.json").write_text(json.dumps(list(counts)))
    return counts


def load(folder: Path, mix: Mix, stretch: str) -> Pairs:
    """The pairs of a folder, read from the disk as they are used, with the shares of a stretch of the training."""
    sources = json.loads((folder / "sources.json").read_text())
    shares = np.array([mix.share(name, stretch) for name in sources], np.float32)
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    return Pairs(arrays, shares[np.load(folder / "origin.npy")])


def development(dev: Path, encoder: Encoder, lines: int, names: Iterable[str] = SETS) -> tuple[Pairs, list[str]]:
    """The first lines of each development set as ids, the shortest first, and their references."""
    zh: list[str] = []
    en: list[str] = []
    for name in names:
        for side, suffix in ((zh, "zh"), (en, "en")):
            side += (dev / f"{name}.{suffix}").read_text(encoding="utf-8").splitlines()[:lines]
    ids = sorted(zip(encoder(simplified(zh)), encoder(en), en, strict=True), key=lambda r: (len(r[1]), r[2]))
    arrays: dict[str, npt.NDArray[np.uint16] | npt.NDArray[np.int64]] = {}
    for i, side_name in enumerate(("source", "target")):
        arrays[side_name] = np.concatenate([row[i] for row in ids])
        arrays[f"{side_name}_at"] = np.cumsum([0, *(len(row[i]) for row in ids)])
    return Pairs(arrays, np.ones(len(ids), np.float32)), [row[2] for row in ids]


def _kept(
    path: Path, encoder: Encoder, seen: set[bytes], excluded: frozenset[bytes], count: Count
) -> Iterator[tuple[Ids, Ids]]:
    for zh, en, source, target in _encoded(path, encoder):
        count.read += 1
        letters = _letters(zh), _letters(en)
        key = _key("\t".join(letters))
        reason = fault(Candidate(zh, en, len(source) - 1, len(target) - 1))
        if reason is None and key in seen:
            reason = "seen"
        if reason is None and any(_key(side) in excluded for side in letters):
            reason = "test"
        if reason is not None:
            count.dropped[reason] += 1
            continue
        seen.add(key)
        count.kept += 1
        yield source, target


def _encoded(path: Path, encoder: Encoder) -> Iterator[tuple[str, str, Ids, Ids]]:
    """Simplified text and ids of both sides."""
    pairs = read(path)
    while rows := list(islice(pairs, _AT_ONCE)):
        zhs, ens = simplified(zh for zh, _ in rows), [en for _, en in rows]
        yield from zip(zhs, ens, encoder(zhs), encoder(ens), strict=True)


def key_of(text: str) -> bytes:
    """The key of a sentence, as in `banned`."""
    return _key(_letters(text))


def _letters(text: str) -> str:
    """What a sentence is told by: its letters and digits, whatever the case."""
    return _APART.sub("", text).lower()


def _key(letters: str) -> bytes:
    return hashlib.blake2b(letters.encode(), digest_size=8).digest()


def _shown(dropped: Counter[str]) -> str:
    return ", ".join(f"{n:,} {reason}" for reason, n in dropped.most_common()) or "none"
