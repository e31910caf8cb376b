"""The house: imports point one way, and what is heavy is imported where it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

BASE = {
    "edits",
    "errors",
    "record",
    "jsonform",
    "document",
    "settings",
    "files",
    "version",
    "zipped",
    "xml",
    "xmlparts",
    "roundtrip",
    "xliff",
    "tmx",
    "langs",
    "terms",
    "people",
    "pinyin",
    "lexicon",
    "nouns",
    "delimited",
    "dateline",
}
ROOMS = {
    "reading",
    "cleaning",
    "hanzi",
    "segmentation",
    "recall",
    "preediting",
    "translation",
    "checks",
    "summaries",
    "rendering",
    "scoring",
    "bilingual",
    "store",
}
# each may use what is left of it, the base and the rooms
ABOVE = ["originals", "flow", "batch", "comparison", "evaluation", "api", "cli"]
HEAVY = {
    "torch",
    "transformers",
    "ctranslate2",
    "sentencepiece",
    "trafilatura",
    "opencc",
    "rich",
    "jinja2",
    "numpy",
    "lxml",
    "pypdfium2",
    "rapidfuzz",
    "rjieba",
    "sacrebleu",
    "nltk",
    "pyarrow",
    "warcio",
    "zstandard",
    "fsspec",
}

PACKAGE = Path(__file__).resolve().parents[2] / "pipeline" / "duizhao"
MODULES = sorted(p for p in PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """The rooms of duizhao that a module imports, at its top or inside functions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "duizhao":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("duizhao.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    here = room(path)
    allowed = {here}
    if here == "__init__":
        return
    if here in BASE | ROOMS:
        allowed |= BASE
    else:
        allowed |= BASE | ROOMS | set(ABOVE[: ABOVE.index(here) + 1])
    assert imported(ast.parse(path.read_text(encoding="utf-8"))) <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_heavy_at_the_top_of_a_module(path: Path) -> None:
    top = [n for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {a.name.split(".")[0] for n in top if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module.split(".")[0] for n in top if isinstance(n, ast.ImportFrom) and n.module}
    assert not names & HEAVY


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, json; sys.argv = ['duizhao', '--help']\n"
        "from duizhao.cli.main import main\n"
        "main.main(['--help'], standalone_mode=False)\n"
        "print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not set(json.loads(out.splitlines()[-1])) & HEAVY


def test_the_public_surface_is_what_all_says() -> None:
    import duizhao

    assert all(getattr(duizhao, name) is not None for name in duizhao.__all__)
    assert dir(duizhao) == duizhao.__all__
    assert {n for names in duizhao._HOMES.values() for n in names} == set(duizhao.__all__) - {"__version__"}
    with pytest.raises(AttributeError, match="nothing"):
        duizhao.nothing  # noqa: B018
