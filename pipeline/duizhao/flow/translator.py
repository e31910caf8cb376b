"""The stages in a row, batched across documents: read → prepare → summary → recall → translate → check → draft."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from duizhao import checks, hanzi, preediting, settings, store, translation
from duizhao.errors import InputError, UsageError
from duizhao.flow.asking import asker
from duizhao.flow.checking import consistent
from duizhao.flow.filling import filled
from duizhao.flow.jobs import Output, checked, jobs_of, missed, pieces_of
from duizhao.flow.prepare import Prepared
from duizhao.flow.recalling import Job, Recaller
from duizhao.flow.signature import signature
from duizhao.flow.sources import OnError, Source, prepare_all
from duizhao.flow.summary import extractive, plan_summary, summary_in_english, write_summary
from duizhao.flow.terms import open_glossary
from duizhao.flow.writer import Writer
from duizhao.record import Draft, EngineInfo, Sentence, Summary
from duizhao.settings import ORDERS, Settings
from duizhao.version import VERSION

Progress = Callable[[int], None]
Stop = Callable[[], bool]

CHUNK_CHARACTERS = 20_000
"""Documents are translated together until their text has this many characters: some ninety batches on a CPU."""


class Translator:
    """Loads the model once and turns documents into drafts. Safe to use from several threads; a context manager.

    Options are the names of the settings (`model="auto"`, `device="cuda"`, `beam=2`, ...), or a whole `Settings`.
    Memory and glossary are read as they are when the translator is made. Raises ModelError where the model is missing
    or unusable, UsageError for an unknown option, InputError for a memory or a glossary that cannot be read.
    """

    def __init__(self, given: Settings | None = None, **options: Any) -> None:
        if given is not None and options:
            raise UsageError("settings and options given together", remedy="Give one of the two.")
        self.settings = given if given is not None else settings.load(options)
        hanzi.choose(hanzi.detect(""), self.settings.hanzi.script)
        chooses = extractive(self.settings.summarising)
        self.glossary = open_glossary(self.settings)
        self.model = store.find(self.settings.translation.model, task="translate")
        self.settings = _suited(self.settings, self.model)
        self._plainer = preediting.read(self.model.folder)
        self._writer = None if chooses else Writer(self.settings)
        self._late = self.settings.summarising.order != ORDERS[0]
        self._recaller: Recaller | None = Recaller(self.settings)
        self._engine: translation.Engine | None = None
        self._lock = threading.RLock()
        self.counts: Counter[str] = Counter()
        """What was done since it was made: pieces, repeated (pieces met before in a chunk), tokens, degraded,
        recalled (sentences of the memory)."""

    def __enter__(self) -> Translator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give what the models hold back, and the memory. They are opened again when the translator is used again."""
        with self._lock:
            for owner in (self._writer, self._engine, self._recaller):
                if owner is not None:
                    owner.close()
            self._engine = self._recaller = None

    def translate(self, source: Source, *, name: str | None = None) -> Draft:
        """The draft of one document. Raises InputError where it cannot be used, or holds several documents."""
        return _only(self.translate_all([source], name=name), source)

    def summarise(self, source: Source, *, name: str | None = None) -> Draft:
        """The draft of one document in which only the title and the summary are translated.

        In another order than summarise-translate all of it is.
        """
        return _only(self.summarise_all([source], name=name), source)

    def translate_all(
        self,
        sources: Iterable[Source],
        *,
        name: str | None = None,
        on_error: OnError | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Draft]:
        """Drafts in the order of the sources, as they are ready. A source may hold several documents (jsonl).

        `on_error` is told of each document that cannot be used, and the others go on; without it the error is raised.
        `progress` is told how many sentences were translated since it was last called, 0 as a sign of life. Once `stop`
        says so, the documents in hand are finished and no more are begun.
        """
        for chunk in self._chunks(sources, name, on_error, stop):
            yield from self.finish(chunk, progress=progress)

    def summarise_all(
        self,
        sources: Iterable[Source],
        *,
        name: str | None = None,
        on_error: OnError | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Draft]:
        """As `translate_all`, but only titles and summaries are translated."""
        for chunk in self._chunks(sources, name, on_error, stop):
            yield from self.finish(chunk, everything=False, progress=progress)

    def _chunks(
        self, sources: Iterable[Source], name: str | None, on_error: OnError | None, stop: Stop | None
    ) -> Iterator[list[Prepared]]:
        """Prepared documents, together until they have CHUNK_CHARACTERS: chunks depend on the input alone."""
        chunk: list[Prepared] = []
        size = 0
        for prepared in prepare_all(sources, self.settings, name=name, on_error=on_error):
            if stop is not None and stop():
                return
            chunk.append(prepared)
            size += sum(len(p.source) for p in prepared.draft.paragraphs)
            if size >= CHUNK_CHARACTERS:
                yield chunk
                chunk, size = [], 0
        if chunk and not (stop is not None and stop()):
            yield chunk

    def finish(
        self, chunk: Sequence[Prepared], *, everything: bool = True, progress: Progress | None = None
    ) -> list[Draft]:
        """The drafts of prepared documents, all translated together: what they say depends on the chunk alone."""
        with self._lock:
            engine = self._load()
            recaller = self._recaller = self._recaller or Recaller(self.settings)
            jobs: list[Job] = []
            plans: list[tuple[Prepared, Summary | None, tuple[Sentence, ...], range]] = []
            alive = progress or (lambda n: None)
            for prepared in chunk:
                alive(0)
                summary, written = self._summary(prepared.draft)
                first = len(jobs)
                ask = asker(prepared.draft, self._plainer, self.glossary.find)
                jobs += self._with_terms(jobs_of(prepared, summary, written, everything or self._late, ask))
                plans.append((prepared, summary, written, range(first, len(jobs))))
            done = self._done(engine, recaller, jobs, progress)
            info = self._info(engine, recaller)
            drafts = []
            for prepared, summary, written, mine in plans:
                alive(0)
                own = consistent(done[mine.start : mine.stop], self.settings.checking)
                sentences = {s.id: s for s in own}
                draft = replace(filled(prepared.draft, summary, written, sentences, self.settings), engine=info)
                drafts.append(self._summarised(draft) if self._late else draft)
        return drafts

    def _summary(self, draft: Draft) -> tuple[Summary | None, tuple[Sentence, ...]]:
        """The summary without its English, and the Chinese sentences that a model wrote for it."""
        wanted = self.settings.summarising
        if self._late:
            return None, ()
        if self._writer is None:
            return plan_summary(draft, wanted, self.settings.seed), ()
        return write_summary(draft, wanted, self._writer)

    def _summarised(self, draft: Draft) -> Draft:
        """A translated draft with a summary made of, or straight in, English."""
        summary = summary_in_english(draft, self.settings.summarising, self._writer, self.settings.seed)
        return replace(draft, summary=summary)

    def _load(self) -> translation.Engine:
        if self._engine is None:
            wanted = self.settings.translation
            converted = store.convert(self.model) if wanted.engine == "ct2" else None
            self._engine = translation.load(self.model.folder, wanted, converted)
        return self._engine

    def _with_terms(self, jobs: Sequence[Job]) -> Sequence[Job]:
        if self.glossary.fingerprint is None:
            return jobs
        return [replace(job, terms=self.glossary.find(job.sentence.source)) for job in jobs]

    def _done(
        self, engine: translation.Engine, recaller: Recaller, jobs: Sequence[Job], progress: Progress | None
    ) -> list[Sentence]:
        """The sentences of `jobs`, from the memory or else from the model."""
        recalled = recaller.recalled(jobs)
        known = sum(s is not None for s in recalled)
        if known and progress is not None:
            progress(known)
        self.counts.update(recalled=known)
        rest = [job for job, sentence in zip(jobs, recalled, strict=True) if sentence is None]
        made = map(recaller.shown, self._translated(engine, rest, progress) if rest else [])
        return [sentence or next(made) for sentence in recalled]

    def _translated(self, engine: translation.Engine, jobs: Sequence[Job], progress: Progress | None) -> list[Sentence]:
        """The sentences of `jobs` with target, score, flags and confidence."""
        wanted = self.settings
        checker = checks.Checker(wanted.checking)
        parts = [(n, part) for n, job in enumerate(jobs) for part in job.asked.parts]
        pieces, places = pieces_of([part for _, part in parts], engine, wanted.translation.input_tokens)
        owners = [parts[place][0] for place in places]

        def judge(i: int, hypothesis: translation.Hypothesis) -> int:
            return checker.badness(checks.Pair(pieces[i], hypothesis.text, hypothesis.complete))

        def loses(i: int, hypothesis: translation.Hypothesis) -> bool:
            return checker.loses(checks.Pair(pieces[i], hypothesis.text))

        terms = [self.glossary.find(piece) for piece in pieces]
        lacks = missed(pieces, terms, [jobs[n] for n in owners], checker)
        outputs = translation.translate(pieces, engine, wanted.translation, judge, progress, lacks, loses)
        outputs = [
            replace(o, text=translation.tidied(checks.recopied(piece, checks.respelled(piece, o.text)), t))
            for piece, o, t in zip(pieces, outputs, terms, strict=True)
        ]
        self.counts.update(
            pieces=len(pieces),
            repeated=len(pieces) - len(set(pieces)),
            tokens=sum(o.tokens for o in outputs),
            degraded=sum(o.degraded for o in outputs),
        )
        by_part: list[list[Output]] = [[] for _ in parts]
        for place, piece, output in zip(places, pieces, outputs, strict=True):
            by_part[place].append((piece, output))
        by_job: list[list[list[Output]]] = [[] for _ in jobs]
        for (owner, _), found in zip(parts, by_part, strict=True):
            by_job[owner].append(found)
        out = []
        for job, made in zip(jobs, by_job, strict=True):
            out.append(checked(job, made, checker, wanted.checking))
            if progress is not None:
                progress(0)
        return out

    def _info(self, engine: translation.Engine, recaller: Recaller) -> EngineInfo:
        return EngineInfo(
            model=self.model.name,
            model_sha256=self.model.sha256,
            engine=engine.name,
            device=engine.device,
            compute=engine.compute,
            beam=self.settings.translation.beam,
            duizhao=VERSION,
            note=self.model.note,
            signature=signature(
                self.settings,
                self.model.name,
                self.model.sha256,
                engine.name,
                engine.device,
                engine.compute,
                recaller.fingerprint,
                self.glossary.fingerprint,
            ),
        )


def _suited(wanted: Settings, model: store.Model) -> Settings:
    """What is not set is as the model does best."""
    translating, checking = wanted.translation, wanted.checking
    return replace(
        wanted,
        translation=replace(
            translating,
            input_tokens=translating.input_tokens or model.input_tokens,
            length_penalty=translating.length_penalty or model.length_penalty,
            patience=translating.patience or model.patience,
        ),
        checking=replace(
            checking,
            score_high=checking.score_high or model.score_high,
            score_low=checking.score_low or model.score_low,
        ),
    )


def _only(drafts: Iterator[Draft], source: object) -> Draft:
    draft = next(drafts, None)
    where = source if isinstance(source, Path) else None
    if draft is None:
        raise InputError("holds no document", where=where, remedy="Give it some Chinese text.")
    if next(drafts, None) is not None:
        raise InputError("holds several documents", where=where, remedy="Use translate_all or summarise_all.")
    return draft
