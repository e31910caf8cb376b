"""Texts to ids and back, the same for both engines: SentencePiece, and vocab.json for Marian.

Control symbols written in a document (`</s>`, `<pad>`, `<unk>`) are text and are encoded as text. A Marian piece that
vocab.json lacks becomes byte pieces where vocab.json has them (𠮷, 镕), else `<unk>`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.errors import DuizhaoError, ModelError

POSITIONS = 512
"""Source tokens for models that name no limit: T5 has relative positions and was trained on 512."""

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


@dataclass(frozen=True, slots=True)
class Encoder:
    """`pieces[id]`: the piece of an id; `split` gives the ids of a source, `spell` of a target, both without their end.

    `barred`: ids that must never be generated; `limit`: source tokens, end token included.
    """

    family: str
    pieces: tuple[str, ...]
    split: Callable[[str], list[int]]
    spell: Callable[[str], list[int]]
    eos: int
    pad: int
    start: int
    barred: tuple[int, ...]
    limit: int

    def encode(self, texts: Iterable[str]) -> list[list[int]]:
        """The ids of each text, its end token last, however long."""
        return [[*self.split(_encodable(t)), self.eos] for t in texts]

    def begin(self, texts: Iterable[str]) -> list[list[int]]:
        """The ids that the targets have which begin with each of the texts."""
        return [self.spell(_encodable(t)) for t in texts]

    def fit(self, ids: list[int]) -> tuple[list[int], bool]:
        """The ids cut to the limit, and whether they were within it."""
        if len(ids) <= self.limit:
            return ids, True
        return [*ids[: self.limit - 1], self.eos], False

    def decode(self, ids: Sequence[int]) -> str:
        """The text of generated ids; control symbols have none."""
        text = bytearray()
        for i in ids:
            if i in (self.eos, self.pad, self.start) or i >= len(self.pieces):
                continue
            byte = _BYTE.fullmatch(self.pieces[i])
            text += bytes([int(byte[1], 16)]) if byte else self.pieces[i].encode()
        return text.decode("utf-8", "replace").replace("▁", " ").strip()


def load(folder: Path, prefix: str | None = None) -> Encoder:
    """The encoder of a model folder. `prefix` goes before every text; None: the one its `duizhao.toml` names.

    Raises ModelError for a family we do not know and for missing or unreadable files.
    """
    config = read_config(folder)
    family = config["model_type"]
    prefix = folder_prefix(folder) if prefix is None else prefix
    try:
        return FAMILIES[family](folder, config, prefix)
    except DuizhaoError:
        raise
    except Exception as e:  # sentencepiece raises RuntimeError, TypeError or OSError, json ValueError
        raise ModelError(f"the vocabulary cannot be read ({e})", where=folder, remedy="Get the model again.") from e


def read_config(folder: Path) -> dict[str, Any]:
    """The model's config.json. Raises ModelError where it is missing, no JSON, or of a family we do not know."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        family = config.get("model_type")
    except OSError as e:
        raise ModelError(
            f"no config.json ({e.strerror})", where=folder, remedy="Name a folder in Hugging Face layout."
        ) from e
    except (ValueError, AttributeError) as e:
        raise ModelError(f"is no JSON object ({e})", where=path, remedy="Get the model again.") from e
    if family not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise ModelError(f"a model of the family {family!r}", where=folder, remedy=f"duizhao runs {known}.")
    return dict(config)


def folder_prefix(folder: Path) -> str:
    """The prefix that the folder's `duizhao.toml` names, "" where there is none."""
    path = folder / "duizhao.toml"
    if not path.is_file():
        return ""
    try:
        prefix = tomllib.loads(path.read_text(encoding="utf-8")).get("prefix", "")
    except (OSError, ValueError) as e:
        raise ModelError(f"cannot be read ({e})", where=path, remedy="Mend it or remove it.") from e
    if not isinstance(prefix, str):
        raise ModelError("prefix is no text", where=path, remedy='Write prefix = "...".')
    return prefix


def _marian(folder: Path, config: dict[str, Any], prefix: str) -> Encoder:
    """Marian: pieces of source.spm, ids from vocab.json; a prefix that is one token (`>>eng<<`) stays whole."""
    vocab: dict[str, int] = json.loads(_need(folder, "vocab.json").read_text(encoding="utf-8"))
    processor = _sentencepiece(_need(folder, "source.spm"))
    speller = _sentencepiece(_need(folder, "target.spm"))
    eos, unk, pad = vocab["</s>"], vocab["<unk>"], int(config.get("pad_token_id", vocab["<pad>"]))
    control = {eos, unk, pad}
    as_bytes = [vocab.get(f"<0x{b:02X}>") for b in range(256)]

    def ids_of(piece: str) -> list[int]:
        known = vocab.get(piece)
        if known is not None and known not in control:
            return [known]
        found = [as_bytes[b] for b in piece.encode()]
        return [b for b in found if b is not None] if None not in found else [unk]

    def split(text: str) -> list[int]:
        return [i for piece in processor.encode(text, out_type=str) for i in ids_of(piece)]

    whole = vocab.get(prefix.strip())
    before = [whole] if whole is not None and whole not in control else split(prefix) if prefix else []
    return Encoder(
        family="marian",
        pieces=_by_id(vocab, config["vocab_size"]),
        split=(lambda text: before + split(text)) if before else split,
        spell=lambda text: [i for piece in speller.encode(text, out_type=str) for i in ids_of(piece)],
        eos=eos,
        pad=pad,
        start=int(config.get("decoder_start_token_id", pad)),
        barred=(pad, unk),
        limit=int(config.get("max_position_embeddings", POSITIONS)),
    )


def _t5(folder: Path, config: dict[str, Any], prefix: str) -> Encoder:
    """T5, mT5: the ids of spiece.model; the model's table is longer, and what lies beyond the pieces means nothing."""
    processor = _sentencepiece(_need(folder, "spiece.model"))
    pieces = tuple(processor.id_to_piece(list(range(len(processor)))))
    pad = int(config.get("pad_token_id", 0))
    beyond = range(len(pieces), int(config["vocab_size"]))
    sentinels = (i for i, piece in enumerate(pieces) if "<extra_id_" in piece)
    return Encoder(
        family=config["model_type"],
        pieces=pieces,
        split=lambda text: list(processor.encode(prefix + text)),
        spell=lambda text: list(processor.encode(text)),
        eos=int(config.get("eos_token_id", 1)),
        pad=pad,
        start=int(config.get("decoder_start_token_id", pad)),
        barred=tuple(dict.fromkeys((pad, processor.unk_id(), *sentinels, *beyond))),
        limit=int(config.get("n_positions", POSITIONS)),
    )


FAMILIES: dict[str, Callable[[Path, dict[str, Any], str], Encoder]] = {"marian": _marian, "t5": _t5, "mt5": _t5}


def _need(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise ModelError(f"no {name}", where=folder, remedy="Get the model again, or one that has it.")
    return path


def _sentencepiece(path: Path) -> Any:
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_file=str(path))


def _by_id(vocab: dict[str, int], size: int) -> tuple[str, ...]:
    pieces = [""] * size
    for piece, i in vocab.items():
        pieces[i] = piece
    return tuple(pieces)


def _encodable(text: str) -> str:
    """The text without lone surrogates, which UTF-8 and so SentencePiece cannot hold."""
    return text.encode("utf-8", "replace").decode() if re.search("[\ud800-\udfff]", text) else text
