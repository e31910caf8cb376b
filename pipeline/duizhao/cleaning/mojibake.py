"""Text that was read in the wrong encoding: UTF-8 or Big5 as GBK; UTF-8, GBK or Big5 as Latin-1 or Windows-1252.

Bytes hardly ever make sense in two encodings, so each run of suspicious characters is turned back into its bytes, read
again, and taken where the result is far more Chinese than what stands there. What was read wrongly twice comes right in
two rounds. Where bytes were lost `misread` fills them in or marks the place. What holds no text any more (锟斤拷 for
U+FFFD, 烫烫烫 and 屯屯屯 for memory that was never written) becomes one U+FFFD, marked `damaged`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.cleaning.bytepairs import code_of
from duizhao.cleaning.misread import LOST, Piece, Target, Via, reread, strict
from duizhao.cleaning.traces import CHINESE, FOREIGN_RUN, HIGH, LATIN, NOT_GBK, TRACES, left, mean, utf8_in_gbk
from duizhao.edits import Edit, apply, compose

STEP = "mojibake"

_ROUNDS = 3
_GAIN = 3.0
"""By so much a reading must be more plausible a character than what stands there."""
_LOSS = 0.5
"""The share of characters that may be lost."""
_SOON = 5
"""Characters within which a run of that kind shows a trace; what is before a later one is text."""

_HIGH_RUN = re.compile(rf"[{HIGH}](?:[{HIGH}\ufffd]| (?=[{HIGH}]))*")
_PAIRED = re.compile(rf"[{HIGH}](?:[{HIGH}\ufffd]|[ -~]{{1,12}}(?=[{HIGH}]))*[@-~]?")
_HAN = re.compile("[\u3400-\u9fff]")
_QUOTES = "‘’“”–—…»«›‹•·"
_EMPTY = re.compile("锟(?:斤|.{0,9}?拷|�)|([烫屯葺])\\1{3,}")
_LETTER = re.compile("[\u3041-\u30ff\u0391-\u03c9\u0410-\u0451\u3105-\u3129]")
"""Letters of languages that are written beside Chinese; Big5 makes a mixture of them and characters."""
_HAN_ONLY = re.compile("[\u3400-\u9fff]{0,2}")
"""Between lost characters these are bytes of others."""
_EMPTY_BEGINS = "锟烫屯葺"
_OPENING, _CLOSING = '“"「『‘《（(', '”"」』’》）)'


def mojibake(text: str) -> list[Edit]:
    """The edits that read such runs again, or mark them as damaged."""
    edits: list[Edit] = []
    now = text
    for _ in range(_ROUNDS):
        found = _round(now)
        if not found:
            break
        now = apply(now, found)
        edits = compose(text, edits, found)
    if not edits and not _traces(text):
        return []
    return compose(text, edits, left(now, edits))


def _round(text: str) -> list[Edit]:
    """The edits of one reading: of every line that shows a trace of damage."""
    traces = _traces(text)
    if not traces:
        return []
    lines = [line.rstrip("\r") for line in text.split("\n")]
    suspects = (line for line in lines if utf8_in_gbk().search(line))
    surely = any(next(_utf8_in_gbk_runs(line, surely=False), None) for line in suspects)
    edits: list[Edit] = []
    at = 0
    for line, whole in zip(lines, text.split("\n"), strict=True):
        if any(s.search(line) for s in traces):
            edits += _line(line, at, surely)
        at += len(whole) + 1
    return edits


def _traces(text: str) -> list[re.Pattern[str]]:
    """The kinds of damage that the text may show."""
    traces = [s for s in (utf8_in_gbk(), LATIN, NOT_GBK) if s.search(text)]
    return [*traces, _EMPTY] if any(c in text for c in _EMPTY_BEGINS) else traces


def _line(line: str, at: int, surely: bool) -> Iterator[Edit]:
    done = 0
    for start, pieces in sorted(_found(line, surely), key=lambda found: found[0]):
        if start < done:
            continue
        for piece in pieces:
            first, last = start + piece.start, start + piece.end
            done = last
            if line[first:last] != piece.text:
                yield Edit(at + first, at + last, line[first:last], piece.text, piece.mark, STEP)


def _found(line: str, surely: bool) -> Iterator[tuple[int, list[Piece]]]:
    """Where runs begin that read better otherwise, and their pieces; the surest kind of damage first."""
    runs = list(_utf8_in_gbk_runs(line, surely))
    yield from runs
    taken = [(start, start + pieces[-1].end) for start, pieces in runs]
    for start, pieces in _emptied(line):
        if not any(a < start + pieces[-1].end and start < b for a, b in taken):
            yield start, pieces
    if LATIN.search(line):
        yield from _as_latin(line)
    if NOT_GBK.search(line):
        yield from _as_big5_in_gbk(line)


def _utf8_in_gbk_runs(line: str, surely: bool) -> Iterator[tuple[int, list[Piece]]]:
    """Runs of UTF-8 read as GBK; `surely`: the text has others, so that a character or two will do."""
    if not utf8_in_gbk().search(line):
        return
    for run in FOREIGN_RUN.finditer(line):
        trace = utf8_in_gbk().search(run[0])
        if not trace:
            continue
        for start in dict.fromkeys((0, trace.start()) if trace.start() < _SOON else (trace.start(),)):
            traces = len(utf8_in_gbk().findall(run[0], start))
            if traces < TRACES * (len(run[0]) - start) or (traces < 2 and start and not surely):
                continue
            closes = run.end() == len(line)
            if pieces := _better(run[0][start:], "gbk", "utf-8", closes=closes, surely=surely):
                yield run.start() + start, pieces
                break
        else:
            if surely and len(trace[0]) > 1 and len(run[0]) < 6:
                yield run.start(), [Piece(0, len(run[0]), LOST, True)]


def _as_latin(line: str) -> Iterator[tuple[int, list[Piece]]]:
    read: list[tuple[int, list[Piece]]] = []
    failed = 0
    for run in _HIGH_RUN.finditer(line):
        if pieces := _utf8_in_latin(run[0], closes=run.end() == len(line)):
            read.append((run.start(), pieces))
        elif LATIN.search(run[0]):
            failed += len(run[0])
    if failed <= sum(pieces[-1].end for _, pieces in read):
        yield from read
    if read and not failed:
        return
    for run in _PAIRED.finditer(line):
        if list(run[0]) == sorted(run[0]):  # an alphabet
            continue
        found: list[tuple[float, list[Piece]]] = []
        for target in ("gbk", "big5hkscs"):
            for end in (len(run[0]), len(run[0]) - 1):
                if pieces := _better(run[0][:end], "latin", target):
                    found.append((mean("".join(p.text for p in pieces)), pieces))
                    break
        if found:
            yield run.start(), max(found, key=lambda f: f[0])[1]


def _utf8_in_latin(run: str, closes: bool) -> list[Piece] | None:
    """A run of accented letters and signs as UTF-8: Chinese, or the accented letters and signs of other languages."""
    text = strict(run, "latin", "utf-8")
    if text is None or not _HAN.search(text):
        if text is not None and (_is_western(run, text) or _better(text, "latin", "utf-8", closes=closes)):
            return [Piece(0, len(run), text)]
        if text is None and (len(run) < 4 or sum(not "\xc0" <= c <= "\xff" and c != " " for c in run) < 0.3 * len(run)):
            return None
    return _better(run, "latin", "utf-8", closes=closes)


def _is_western(run: str, text: str) -> bool:
    """Whether what a run reads as UTF-8 is the rest of a western word, a sign, a Chinese mark or an emoji."""
    if len(run) == 2 and run[1] in _QUOTES:
        return False
    least = "\x80" if strict(text, "latin", "utf-8") else "\xa0"  # read wrongly twice
    return run[0] in "ÂÃÄÅâãïð" and all(
        least <= c <= "\u017f" or "\u2010" <= c <= "\u2122" or "\u3000" <= c <= "\u301f" or c >= "\uff00" for c in text
    )


def _as_big5_in_gbk(line: str) -> Iterator[tuple[int, list[Piece]]]:
    """The line as Big5: its bytes lie where those of the common characters of Big5 lie."""
    foreign = [i for i, c in enumerate(line) if c > "\x7f"]
    leads = [code_of(line[i])[0] for i in foreign if line[i] != LOST]
    if len(leads) < 4 or sum(0xA1 <= n <= 0xC9 for n in leads) < 0.7 * len(leads):
        return
    if 4 * sum(bool(_LETTER.match(line[i])) for i in foreign) > 3 * len(foreign):
        return
    start, end = foreign[0], min(foreign[-1] + 2, len(line))
    if pieces := _better(line[start:end], "gbk", "big5hkscs", closes=end == len(line)):
        yield start, [_without_signs(p) for p in pieces]


def _without_signs(piece: Piece) -> Piece:
    """A question mark between characters stands for one that Big5 lacks."""
    text = re.sub(r"(?<=[\u3400-\u9fff\ufffd])\?(?=[\u3400-\u9fff\ufffd])", LOST, piece.text)
    return Piece(piece.start, piece.end, text, piece.guessed)


def _better(run: str, via: Via, target: Target, *, closes: bool = False, surely: bool = False) -> list[Piece] | None:
    """The pieces of `run` read anew, where they are text and what stands there is not."""
    short = 1 if surely or (via, target) == ("latin", "utf-8") else 2
    for vanishing in (False, True) if target == "utf-8" else (False,):
        pieces = reread(run, via, target, vanishing=vanishing, closes=closes)
        new = "".join(p.text for p in pieces)
        if new.count(LOST) > _LOSS * len(new) or sum(map(new.count, "，。、")) + len(_HAN.findall(new)) < short:
            continue
        twice = len(new) > 3 and len(utf8_in_gbk().findall(new)) > TRACES * len(new)
        if twice or mean(new) > max(mean(run) + _GAIN, CHINESE):
            return pieces
    return None


def _emptied(line: str) -> Iterator[tuple[int, list[Piece]]]:
    spans: list[tuple[int, int]] = []
    at = 0
    while found := _EMPTY.search(line, at):
        at = end = max(found.end(), _end_of_lost(line, found.start()) if not found[1] else 0)
        start = found.start()
        quoted = start and line[start - 1] in _OPENING
        if quoted and end < len(line) and line[end] in _CLOSING:  # the text speaks of it
            continue
        if spans and _HAN_ONLY.fullmatch(line, spans[-1][1], start):
            start, _ = spans.pop()
        spans.append((start, end))
    yield from ((start, [Piece(0, end - start, LOST, True)]) for start, end in spans)


_LONGEST_LOST = 1000
_REPLACED = re.compile(rb"(?:\xef\xbf\xbd|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2})+")


def _end_of_lost(line: str, start: int) -> int:
    """Where the run ends that began as U+FFFD in UTF-8, with the bytes between that happened to be UTF-8."""
    chars = line[start : start + _LONGEST_LOST]
    run = _REPLACED.match(b"".join(code_of(c) if c != LOST else b"\xbd" for c in chars))
    size = run.end() if run else 0
    at, used = start, 0
    while at < len(line) and used < size:
        used += len(code_of(line[at]))
        at += 1
    rest = re.compile("[拷\ufffd]*").match(line, at)
    return rest.end() if rest else at
