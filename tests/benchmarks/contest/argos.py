"""Argos Translate as a contestant, run by an interpreter that has it. Told: `packages`, a folder with the package.

Nothing is fetched: the package has a spaCy pipeline that cuts sentences by their punctuation (`pack` makes it), which
Argos takes where ARGOS_CHUNK_TYPE is SPACY. Its other splitters, MiniSBD and Stanza, are networks that it downloads.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from contest.channel import serve

METADATA = {
    "package_version": "1.0",
    "argos_version": "1.9",
    "from_code": "zh",
    "from_name": "Chinese",
    "to_code": "en",
    "to_name": "English",
}


def pack(folder: Path, converted: Path, root: Path) -> dict[str, str]:
    """Make the package below `root` of a model's folder and its CTranslate2 folder; the environment Argos needs."""
    package = root / "packages" / "zh_en"
    shutil.copytree(converted, package / "model")
    config = package / "model" / "config.json"
    # Argos does not end a source with its end token
    config.write_text(json.dumps(json.loads(config.read_text()) | {"add_source_eos": True}))
    shutil.copy(folder / "source.spm", package / "sentencepiece.model")
    (package / "metadata.json").write_text(json.dumps(METADATA))
    (package / "spacy").mkdir()  # filled by the contestant: spaCy is in its interpreter
    (root / "argos-translate" / "spacy" / "senter" / "model").mkdir(parents=True)  # else it asks the network at import
    return {
        "ARGOS_PACKAGES_DIR": str(root / "packages"),
        "ARGOS_CHUNK_TYPE": "SPACY",
        "ARGOS_DEVICE_TYPE": "cpu",
        "ARGOS_COMPUTE_TYPE": "int8",
        "XDG_CACHE_HOME": str(root),
        "XDG_DATA_HOME": str(root),
        "XDG_CONFIG_HOME": str(root),
    }


class Counted:
    """A translator of CTranslate2, with the tokens it makes."""

    def __init__(self, translator: Any) -> None:
        self._translator, self.tokens = translator, 0

    def translate_batch(self, *given: Any, **named: Any) -> Any:
        results = self._translator.translate_batch(*given, **named)
        self.tokens += sum(len(result.hypotheses[0]) + 1 for result in results)
        return results


def main(told: dict[str, Any]) -> None:
    splitter = Path(os.environ["ARGOS_PACKAGES_DIR"], "zh_en", "spacy")
    if not any(splitter.iterdir()):
        import spacy

        spacy.blank("zh").to_disk(splitter)
    from argostranslate import translate

    translation = translate.get_translation_from_codes("zh", "en")
    translation.translate("好。")  # loads the model
    package = translation.underlying  # without the cache around it, which knows the paragraphs of the call before
    package.translator = Counted(package.translator)

    def work(articles: list[dict[str, Any]]) -> dict[str, Any]:
        package.translator.tokens = 0
        for article in articles:
            package.translate("\n".join(article["paragraphs"]))
        return {"tokens": package.translator.tokens}

    serve(work)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
