"""The English of articles and of written summaries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from duizhao.comparison.articles import Article
from duizhao.comparison.runs import Runs
from duizhao.flow import Prepared, Translator
from duizhao.flow.signature import signature
from duizhao.record import Paragraph, Sentence
from duizhao.settings import Settings, Summarising


class English:
    """Translates article by article, so that what comes out does not depend on what else is compared.

    The memory of earlier translations is not asked. Raises ModelError where the model is missing.
    """

    NAME = "translation"
    """What the English of an article is called among the results."""

    def __init__(self, settings: Settings, runs: Runs) -> None:
        plain = replace(
            settings,
            summarising=Summarising(summary="0"),
            recall=replace(settings.recall, memory="none"),
        )
        self._translator = Translator(plain)
        self._runs = runs
        model, how = self._translator.model, self._translator.settings.translation
        self.model = model.name
        self.signature = signature(
            self._translator.settings,
            model.name,
            model.sha256,
            how.engine,
            how.device,
            how.compute,
            glossary=self._translator.glossary.fingerprint,
        )

    def __enter__(self) -> English:
        return self

    def __exit__(self, *_: object) -> None:
        self._translator.close()

    def article(self, article: Article) -> list[str]:
        """The English of each of its sentences."""
        return self._made(article, self.NAME, article.prepared)

    def written(self, article: Article, method: str, sentences: Sequence[str]) -> list[str]:
        """The English of sentences that a method wrote about an article."""
        if not sentences:
            return []
        body = Paragraph("p1", "paragraph", None, tuple(Sentence(f"p1.s{n}", s, s) for n, s in enumerate(sentences, 1)))
        draft = replace(article.prepared.draft, title=None, paragraphs=(body,))
        text = hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]
        return self._made(article, f"{method} in English {text}", Prepared(draft, {}))

    def _made(self, article: Article, what: str, prepared: Prepared) -> list[str]:
        key = (article.hash, what, self.signature)
        known = self._runs.get(key)
        if known is None:
            (draft,) = self._translator.finish([prepared])
            known = {"en": [s.target for p in draft.paragraphs for s in p.sentences]}
            self._runs.put(key, article.id, known)
        return list(known["en"])
