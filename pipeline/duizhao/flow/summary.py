"""The summary of a draft: sentences chosen, or written by a model, before anything is translated."""

from __future__ import annotations

from pathlib import Path

from duizhao import segmentation, store, summaries, translation
from duizhao.record import Draft, Sentence, Summary, SummarySentence
from duizhao.settings import Settings, Summarising, unknown


def extractive(wanted: Summarising) -> bool:
    """Whether the method chooses sentences; else it names a model that writes them.

    Raises UsageError for a method that is neither.
    """
    method = wanted.method
    if method in ("auto", *summaries.METHODS):
        return True
    if method != "mt5" and method not in store.registry() and not Path(method).is_dir():
        raise unknown("summary method", method, ("auto", *summaries.METHODS, "mt5"))
    return False


class Writer:
    """The model that writes summaries, loaded when it is first asked for one. Raises ModelError where it is missing."""

    def __init__(self, settings: Settings) -> None:
        name = settings.summarising.method
        self._settings = settings
        self._model = store.find("auto" if name == "mt5" else name, task="summarise")
        self._engine: translation.Engine | None = None

    def __call__(self, texts: list[str]) -> list[str]:
        """A summary of each of `texts`, in Chinese."""
        engine = self._load()
        decoding = translation.Decoding(beam=self._settings.translation.beam, no_repeat_ngram=2, max_output=84)
        return [engine.generate([text], decoding)[0].text for text in texts]

    def fitting(self, text: str) -> list[str]:
        """`text` cut into pieces that the model can take."""
        engine = self._load()
        return segmentation.pieces(text, engine.count, engine.input_limit)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
        self._engine = None

    def _load(self) -> translation.Engine:
        if self._engine is None:
            wanted = self._settings.translation
            converted = store.convert(self._model) if wanted.engine == "ct2" else None
            self._engine = translation.load(self._model.folder, wanted, converted)
        return self._engine


def plan_summary(draft: Draft, wanted: Summarising) -> Summary | None:
    """The sentences that an extractive method chooses, in document order; None where none were asked for."""
    sentences = [s for p in draft.paragraphs for s in p.sentences if summaries.eligible(p.kind, s.normalised)]
    if summaries.length(wanted.summary, len(sentences)) == 0:
        return None
    place = {s.id: n for n, p in enumerate(draft.paragraphs) for s in p.sentences}
    chosen = summaries.summarise(
        [s.normalised for s in sentences], [place[s.id] for s in sentences], wanted.method, wanted.summary
    )
    method = summaries.AUTO if wanted.method == "auto" else wanted.method
    return Summary(
        method,
        wanted.summary,
        tuple(SummarySentence(sentences[i].source.strip(), "", (sentences[i].id,)) for i in chosen),
    )


def write_summary(draft: Draft, wanted: Summarising, writer: Writer) -> tuple[Summary | None, tuple[Sentence, ...]]:
    """The summary that a model writes, with what it rests on; and its sentences, ready to be translated."""
    sentences = [s for p in draft.paragraphs for s in p.sentences]
    most = summaries.length(wanted.summary, len(sentences))
    if most == 0:
        return None, ()
    text = "\n".join("".join(s.normalised for s in p.sentences) for p in draft.paragraphs)
    written = summaries.write(text, writer, writer.fitting)[:most]
    normalised = [s.normalised for s in sentences]
    parts = tuple(
        SummarySentence(t, "", tuple(sentences[i].id for i in summaries.support(t, normalised))) for t in written
    )
    ready = tuple(Sentence(f"summary.s{n}", t, t) for n, t in enumerate(written, 1))
    return Summary(wanted.method, wanted.summary, parts), ready
