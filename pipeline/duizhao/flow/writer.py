"""The model that writes summaries."""

from __future__ import annotations

from duizhao import segmentation, store, translation
from duizhao.errors import UsageError
from duizhao.settings import Settings

LONGEST = 84
"""Tokens of one piece of a summary, as in the evaluation of XL-Sum (Hasan et al. 2021)."""
NO_REPEAT = 2
"""No pair of tokens twice in it, as there."""


class Writer:
    """The model that `method` names, loaded when it is first asked for a summary.

    `order` "direct" needs one that writes English from Chinese. Raises ModelError where the model is missing,
    UsageError where it writes another language.
    """

    def __init__(self, settings: Settings) -> None:
        name, direct = settings.summarising.method, settings.summarising.order == "direct"
        if direct and (name == "mt5" or name in store.registry()):
            raise UsageError(
                f"the model {name} writes in the language of the article",
                remedy="For the order direct name the folder of an mT5 that writes English from Chinese.",
            )
        self._settings = settings
        self._model = store.find("auto" if name == "mt5" else name, task="summarise")
        self._engine: translation.Engine | None = None

    @property
    def decoding(self) -> translation.Decoding:
        """How it searches: the length penalty is the model's own."""
        return translation.Decoding(
            beam=self._settings.translation.beam,
            length_penalty=self._model.length_penalty,
            no_repeat_ngram=NO_REPEAT,
            max_output=LONGEST,
        )

    @property
    def signature(self) -> dict[str, object]:
        """What its summaries depend on."""
        how = self.decoding
        return {
            "model": f"{self._model.name}@{self._model.sha256[:12]}",
            "engine": self._settings.translation.engine,
            "beam": how.beam,
            "penalty": how.length_penalty,
            "norepeat": how.no_repeat_ngram,
            "longest": how.max_output,
        }

    def __call__(self, texts: list[str]) -> list[str]:
        """A summary of each of `texts`; one that ran into the limit ends in "…"."""
        engine = self._load()
        outputs = [engine.generate([text], self.decoding)[0] for text in texts]
        return [o.text if o.complete or not o.text.strip() else f"{o.text.rstrip()}…" for o in outputs]

    def fitting(self, text: str) -> list[str]:
        """`text` cut into pieces that the model can take."""
        engine = self._load()
        return segmentation.pieces(text, engine.count, engine.input_limit)

    def close(self) -> None:
        """Give back what the model holds; it is loaded again when it is used again."""
        if self._engine is not None:
            self._engine.close()
        self._engine = None

    def _load(self) -> translation.Engine:
        if self._engine is None:
            wanted = self._settings.translation
            converted = store.convert(self._model) if wanted.engine == "ct2" else None
            self._engine = translation.load(self._model.folder, wanted, converted)
        return self._engine
