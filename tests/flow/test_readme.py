"""What the README shows runs."""

from __future__ import annotations

import re


def test_the_python_of_the_readme_runs(root, tmp_path, monkeypatch, capsys) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.S)
    text = (root / "examples" / "harbour.txt").read_text(encoding="utf-8")
    page = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.html").write_text(f"<html><meta charset=utf-8><body>{page}</body></html>", encoding="utf-8")
    exec(compile(code, "README.md", "exec"), {"paths": ["article.html"]})
    assert "38.6亿元" in capsys.readouterr().out
    assert "38.6亿元" in (tmp_path / "draft.html").read_text(encoding="utf-8")


def test_links_of_the_documents_lead_somewhere(root) -> None:
    for page in (root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
