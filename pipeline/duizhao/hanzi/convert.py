"""Script conversion by any configuration of opencc-python-reimplemented, with the way back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

from duizhao.edits import Edit, compose
from duizhao.hanzi.align import edits, rewrite
from duizhao.hanzi.protect import mask, unmask
from duizhao.hanzi.tables import SEPARATOR, Stage, inner, stages

NONE = "none"
_BLOCK = 1 << 16  # characters converted at once in a stream
_LONGEST = 1 << 19  # characters without a separator that are held
_CONTEXT = 64  # characters on either side of a cut that are converted to try it
_TRIES = 64  # places for a cut that are looked at


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in the script asked for; `edits`, applied to the author's text, give it."""

    text: str
    edits: tuple[Edit, ...] = ()


Seen = Callable[[str, Converted], None]


def convert(text: str, config: str, keep: Stage | None = None, known: Stage | None = None) -> Converted:
    """`text` by the configuration `config`, or as it is by `none`; the words of `keep` (see `protected`) stay.

    `known`: names that are kept wherever they stand (see `known_names`).

    Raises UsageError for a configuration that the package lacks, ModelError where the package is missing or mixed with
    the official OpenCC.
    """
    if config == NONE:
        return Converted(text)
    chain = stages(config)
    masked = mask(text, config, keep, known)
    changed: list[Edit] = []
    now = masked.text
    for stage in chain:
        step = edits(now, stage)
        changed = compose(masked.text, changed, step)
        now = rewrite(now, stage)
    if masked.edits:
        changed = sorted((*changed, *masked.edits), key=lambda e: e.start)
    return Converted(unmask(now, masked.kept), tuple(changed))


def convert_stream(
    pieces: Iterable[str], config: str, keep: Stage | None = None, seen: Seen | None = None
) -> Iterator[str]:
    """The same for a text in pieces (lines, or cut anywhere): joined, the results are the whole text converted.

    Holds some 65,536 characters at a time, up to 524,288 of a run without white space and punctuation; a longer run is
    cut where no word of any stage can lie across, or, where there is no such place (one character a million times), at
    its 524,288th character. A word of `keep` that holds a separator may be missed at one. `seen`
    is shown each block with its conversion, which takes longer.
    """
    if config == NONE:
        yield from pieces
        return
    stages(config)
    held: list[str] = []
    size, enough = 0, 2 * _BLOCK
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= enough:
            rest = yield from _blocks("".join(held), config, keep, seen)
            held, size = [rest], len(rest)
            enough = 2 * max(_BLOCK, size)  # so that a run without separators is not searched at every piece
    rest = yield from _blocks("".join(held), config, keep, seen)
    if rest:
        yield _converted(rest, config, keep, seen)


def _blocks(held: str, config: str, keep: Stage | None, seen: Seen | None) -> Generator[str, None, str]:
    """Blocks of what is held, as long as one can be cut off; gives back the rest."""
    at = 0
    while len(held) - at >= 2 * _BLOCK and (cut := _cut(held, at, config, keep)) is not None:
        yield _converted(held[at:cut], config, keep, seen)
        at = cut
    return held[at:]


def _converted(text: str, config: str, keep: Stage | None, seen: Seen | None) -> str:
    if seen is not None:
        converted = convert(text, config, keep)
        seen(text, converted)
        return converted.text
    masked = mask(text, config, keep)
    now = masked.text
    for stage in stages(config):
        now = rewrite(now, stage)
    return unmask(now, masked.kept)


def _cut(held: str, at: int, config: str, keep: Stage | None) -> int | None:
    """Where the block that begins at `at` ends: after a separator, else at a safe place of a run that is too long."""
    if separator := SEPARATOR.search(held, at + _BLOCK):
        return separator.end()
    if len(held) - at < _LONGEST:
        return None
    stop = at + _LONGEST - _CONTEXT
    places = range(stop, stop - _TRIES, -1)
    return next((place for place in places if _safe(held, place, config, keep)), stop)


def _safe(text: str, at: int, config: str, keep: Stage | None) -> bool:
    """Whether no word lies across `at`, at any stage."""
    if text[at - 1 : at + 1] in inner(stages(config)[0]):
        return False
    before, after = text[at - _CONTEXT : at], text[at : at + _CONTEXT]
    whole, left, right = (mask(t, config, keep) for t in (before + after, before, after))
    if whole.kept != left.kept + right.kept:
        return False
    one, other = left.text, right.text
    for stage in stages(config):
        if (one[-1] + other[0]) in inner(stage):
            return False
        one, other = rewrite(one, stage), rewrite(other, stage)
    return True
