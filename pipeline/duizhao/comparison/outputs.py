"""What a method or another system says of an article, in one language or both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from duizhao import summaries
from duizhao.comparison.articles import Article, Lang, language, lines, simplified
from duizhao.record import Json
from duizhao.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a summary. `scored`: in simplified script; `supports`: places of what it rests on."""

    text: str
    scored: str
    supports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A summary in Chinese, in English, or in both, sentence by sentence."""

    zh: tuple[Line, ...] = ()
    en: tuple[Line, ...] = ()

    def side(self, lang: Lang) -> tuple[Line, ...]:
        return self.zh if lang == "zh" else self.en

    def text(self, lang: Lang) -> str:
        """What is scored, a sentence a line."""
        return "\n".join(line.scored for line in self.side(lang))

    def to_json(self) -> Json:
        return {lang: [asdict(line) for line in self.side(lang)] for lang in ("zh", "en") if self.side(lang)}

    @staticmethod
    def from_json(data: Json) -> Output:
        """Raises KeyError, TypeError where it is none."""

        def side(rows: Iterable[Json]) -> tuple[Line, ...]:
            return tuple(Line(r["text"], r["scored"], tuple(r["supports"])) for r in rows)

        return Output(side(data.get("zh", ())), side(data.get("en", ())))


def of_text(text: str, article: Article, english: Sequence[str], settings: Settings) -> Output:
    """A summary that came from elsewhere: its language by its script, what it rests on by what it says.

    `english`: the sentences of the article in English, none where it was not translated.
    """
    lang = language(text)
    if lang is None:
        return Output()
    split = lines(text)
    if lang == "en":
        return Output(en=supported(split, split, english))
    scored = simplified(split, settings)
    return Output(zh=supported(split, scored, article.normalised))


def supported(texts: Sequence[str], scored: Sequence[str], sentences: Sequence[str]) -> tuple[Line, ...]:
    """Lines with the sentences that each rests on."""
    return tuple(Line(t, s, tuple(summaries.support(s, sentences))) for t, s in zip(texts, scored, strict=True))
