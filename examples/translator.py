"""For a translator: a draft as a page, and a list of the places to look at first.

python examples/translator.py examples/tea.txt draft.html
"""

import sys
from pathlib import Path

import duizhao


def main(article: str, page: str) -> None:
    draft = duizhao.translate(Path(article))
    Path(page).write_text(str(duizhao.render(draft, "html")), encoding="utf-8")
    sentences = {s.id: s for s in draft.sentences}
    for name, flag in draft.flags:
        print(f"{name}  {flag.severity}  {flag.check}: {flag.message}\n    {sentences[name].source.strip()}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
