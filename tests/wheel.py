"""Builds the wheel, installs it with what it asks for and nothing else, and runs it far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUST = (
    "duizhao/py.typed",
    "duizhao/configs/careful.toml",
    "duizhao/configs/models.toml",
    "duizhao/schema/duizhao-1.json",
    "duizhao_models/zh_en_small/model.safetensors",
    "duizhao_models/zh_en_small/README.md",
)
CONSTRAINTS = ROOT / "configs" / "constraints.txt"
FOREIGN = ("tests/", "examples/", "recipe/", "shared/")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT))
        wheel = next(folder.glob("duizhao-*.whl"))
        names = zipfile.ZipFile(wheel).namelist()
        missing = [m for m in MUST if m not in names]
        foreign = [n for n in names if n.startswith(FOREIGN)]
        assert not missing, f"not in the wheel: {missing}"
        assert not foreign, f"does not belong in the wheel: {foreign}"
        assert all(n.split("/")[0] in ("duizhao", "duizhao_models") or ".dist-info/" in n for n in names)
        python = environment(folder / "venv")
        pip = (python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", str(CONSTRAINTS))
        run(*pip, "torch==2.13.0")
        run(*pip, str(wheel))
        article = folder / "article.txt"
        article.write_text((ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8"), encoding="utf-8")
        run(python, "-m", "duizhao.cli.main", "translate", "article.txt", "-o", "draft.html", cwd=folder)
        run(python, "-m", "duizhao.cli.main", "doctor", cwd=folder)
        page = (folder / "draft.html").read_text(encoding="utf-8")
        assert "新港区" in page
        assert "Content-Security-Policy" in page
        print(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1e6:.1f} MB; installed and run")


def environment(folder: Path) -> str:
    """An empty virtual environment; its Python."""
    venv.create(folder, with_pip=True)
    return str(folder / "bin" / "python")


def run(*command: str, cwd: Path | None = None) -> None:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    subprocess.run(command, check=True, cwd=cwd, env=clean)


if __name__ == "__main__":
    main()
