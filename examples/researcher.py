"""For a researcher: what each method chooses for the same article, and the sentences that it rests on.

python examples/researcher.py examples/harbour.txt
"""

import sys
from pathlib import Path

import duizhao


def main(article: str) -> None:
    for method in ("lead", "centroid", "textrank", "lexrank"):
        draft = duizhao.summarise(Path(article), method=method, length=2)
        assert draft.summary is not None
        print(f"{method} ({draft.engine.signature})")
        for sentence in draft.summary.sentences:
            print(f"  {', '.join(sentence.supports)}  {sentence.source}\n      {sentence.target}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
