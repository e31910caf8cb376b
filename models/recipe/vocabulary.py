"""One joint SentencePiece unigram vocabulary: XLM-R's, pruned to the pieces that Chinese-English text uses.

Files: source.spm, target.spm (the same), vocab.json (opus-mt's convention: `</s>` 0, `<unk>` 1, `<pad>` last) and
rows.json: `rows`, XLM-R's id behind each of ours, -1 for a new piece; `target`, how many ids, from 0 on, may be output.
Ids are ordered: specials, byte pieces, pieces without Chinese characters, pieces with them, `<pad>`.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from duizhao.errors import InputError
from recipe.folders import whole_folder
from recipe.model import UNKNOWN
from recipe.pairs import Ids

HAN = re.compile("[⺀-⿿぀-ヿ㄀-ㆿ㐀-鿿豈-﫿\U00020000-\U0003ffff]")  # ideographs, kana, bopomofo and their marks
FILES = ("source.spm", "target.spm", "vocab.json", "rows.json")
_BYTES = [f"<0x{b:02X}>" for b in range(256)]
_OFTEN = 3  # a Chinese character seen so often gets a piece before any longer piece


@dataclass(frozen=True)
class Pieces:
    """Pieces and their unigram log-probabilities, in the order of a larger vocabulary's ids, its specials first."""

    names: Sequence[str]
    scores: Sequence[float]
    end: int  # ids of its specials
    unknown: int
    pad: int


class Encoder:
    """Text to ids by a vocabulary's folder."""

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        for name in FILES:
            if not (folder / name).is_file():
                raise InputError(f"has no {name}", where=folder, remedy="Name the folder of a vocabulary.")
        ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        layout = json.loads((folder / "rows.json").read_text())
        self.rows: list[int] = layout["rows"]
        self.targets: int = layout["target"]
        self.names = list(ids)
        self._split = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        names = (self._split.id_to_piece(i) for i in range(len(self._split)))
        self._ids = np.array([ids.get(name, UNKNOWN) for name in names], np.uint16)

    def __call__(self, texts: Sequence[str]) -> list[Ids]:
        """The ids of each text, ended by `</s>`."""
        return [np.append(self._ids[s], np.uint16(0)) for s in self._split.encode(list(texts), num_threads=2)]


def make(
    known: Pieces, pairs: Iterable[tuple[str, str]], out: Path, *, english: int = 11_000, chinese: int = 9_000
) -> str:
    """Write the vocabulary's folder; says how much of the text it covers.

    `english`: pieces without Chinese characters, `chinese`: pieces with them, at most.
    """
    import sentencepiece

    row = {p: i for i, p in enumerate(known.names)}
    specials = {known.names[i] for i in (known.end, known.unknown, known.pad)} | {"<s>"}
    usable = [(p, s) for p, s in zip(known.names, known.scores, strict=True) if p not in specials]
    full = sentencepiece.SentencePieceProcessor(model_proto=assemble(usable))
    zh, en = Counter[str](), Counter[str]()
    for source, target in pairs:
        zh.update(full.encode(source, out_type=str))
        en.update(full.encode(target, out_type=str))
    names = {p for p, _ in usable}
    plain, han = _plain(zh, en, names)[:english], _chinese(zh, names)[:chinese]
    kept = plain + han
    with whole_folder(out) as part:
        spm = assemble([(p, known.scores[row[p]]) for p in kept])
        (part / "source.spm").write_bytes(spm)
        (part / "target.spm").write_bytes(spm)
        ids = ["</s>", "<unk>", *_BYTES, *kept, "<pad>"]
        rows = [known.end, known.unknown, *[-1] * len(_BYTES), *(row[p] for p in kept), known.pad]
        vocab = json.dumps({name: i for i, name in enumerate(ids)}, ensure_ascii=False)
        (part / "vocab.json").write_text(vocab, encoding="utf-8")
        (part / "rows.json").write_text(json.dumps({"rows": rows, "target": 2 + len(_BYTES) + len(plain)}))
    covered = [sum(n for p, n in side.items() if p in set(kept)) / side.total() for side in (zh, en)]
    return f"{len(ids):,} ids, which cover {covered[0]:.2%} of Chinese tokens and {covered[1]:.2%} of English ones"


def assemble(pieces: Iterable[tuple[str, float]]) -> bytes:
    """A SentencePiece unigram model of these pieces, and pieces for all bytes, with the normaliser nmt_nfkc."""
    from sentencepiece import sentencepiece_model_pb2 as proto

    model = _blank(proto)
    kept = [p for p in model.pieces if p.type != proto.ModelProto.SentencePiece.NORMAL]
    del model.pieces[:]
    model.pieces.extend(kept)
    for piece, score in pieces:
        model.pieces.add(piece=piece, score=float(score))
    out: bytes = model.SerializeToString()
    return out


def _blank(proto: Any) -> Any:
    """A model learnt from nothing much, for its normaliser and settings."""
    import sentencepiece

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(f"{a} {b} 中文句子" for a in "abcdefghijklmnop" for b in "qrstuvwxyz"),
        model_writer=out,
        model_type="unigram",
        vocab_size=320,
        byte_fallback=True,
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    model = proto.ModelProto()
    model.ParseFromString(out.getvalue())
    return model


def _plain(zh: Counter[str], en: Counter[str], names: set[str]) -> list[str]:
    """Pieces without Chinese characters: single letters first, so that nothing common falls back to bytes."""
    letters = [p for p in ["▁", *map(chr, range(33, 127))] if p in names]
    common = [p for p, _ in (en + zh).most_common() if p in names and not HAN.search(p)]
    return list(dict.fromkeys(letters + common))


def _chinese(zh: Counter[str], names: set[str]) -> list[str]:
    common = [p for p, _ in zh.most_common() if p in names and HAN.search(p)]
    single = [p for p in common if len(p) == 1 and zh[p] >= _OFTEN]
    return list(dict.fromkeys(single + common))
