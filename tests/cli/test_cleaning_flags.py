"""Every cleaning step can be turned off on the command line."""

from __future__ import annotations

from duizhao.cleaning import STEPS
from duizhao.cli.options import CLEANING_STEPS, settings_of


def test_the_flags_name_the_steps() -> None:
    assert CLEANING_STEPS == STEPS


def test_flags_add_to_the_setting(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DUIZHAO_SKIP", "ruby")
    settings = settings_of({"skip": ("width", "pinyin,ruby")})
    assert settings.cleaning.skip == ("ruby", "width", "pinyin")
