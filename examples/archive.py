"""For an archive: every text of a folder into one JSONL of records; what cannot be used is listed, the rest goes on.

python examples/archive.py examples drafts.jsonl
"""

import sys
from pathlib import Path

import duizhao


def main(folder: str, records: str) -> None:
    failures: list[duizhao.InputError] = []
    sources = sorted(Path(folder).rglob("*.txt"))
    with duizhao.Translator(beam=1, summary="0") as translator, open(records, "w", encoding="utf-8") as out:
        for draft in translator.translate_all(sources, on_error=failures.append):
            out.write(str(duizhao.render(draft, "jsonl")))
    for failure in failures:
        print(failure, file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
