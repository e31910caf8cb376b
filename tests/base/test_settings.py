"""Layers, origins, and what a wrong key is told."""

from __future__ import annotations

import pytest

from duizhao.errors import InputError, UsageError
from duizhao.settings import PRESETS, load


@pytest.fixture(autouse=True)
def _no_user_config(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DUIZHAO_CONFIG_HOME", str(tmp_path / "home"))


def test_each_layer_wins_over_the_one_below(tmp_path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "duizhao.toml").write_text('beam = 2\nscript = "t2s"\nthreads = 7\nsummary = "4"\npreset = "draft"\n')
    (tmp_path / "duizhao.toml").write_text('beam = 3\nscript = "none"\nthreads = 6\n')
    given = tmp_path / "given.toml"
    given.write_text("beam = 5\nthreads = 4\n")
    settings = load({"beam": 9}, config=given, environ={"DUIZHAO_THREADS": "8"}, folder=tmp_path)
    found = {
        k: (settings.values()[k], settings.origins[k]) for k in ("beam", "threads", "script", "summary", "retries")
    }
    assert found == {
        "beam": (9, "flag"),
        "threads": (8, "DUIZHAO_THREADS"),
        "script": ("none", str(tmp_path / "duizhao.toml")),
        "summary": ("4", str(home / "duizhao.toml")),
        "retries": (1, "preset draft"),
    }


@pytest.mark.parametrize("name", PRESETS)
def test_presets_load(name, tmp_path) -> None:
    assert f"preset {name}" in load(preset=name, environ={}, folder=tmp_path).origins.values()


@pytest.mark.parametrize(
    ("flags", "environ", "says"),
    [
        ({"baem": 2}, {}, "'beam'"),
        ({}, {"DUIZHAO_DEVISE": "cpu"}, "'device'"),
        ({"beam": "many"}, {}, "int"),
        ({}, {"DUIZHAO_BEAM": "4.5"}, "int"),
        ({"preset": "carefull"}, {}, "'careful'"),
    ],
)
def test_wrong_names_and_values_are_told_what_is_right(flags, environ, says, tmp_path) -> None:
    with pytest.raises(UsageError, match=says):
        load(flags, environ=environ, folder=tmp_path)


@pytest.mark.parametrize("content", ["beam =", "\xff\xfe", None])
def test_a_config_that_is_no_toml_is_unusable_input(content, tmp_path) -> None:
    path = tmp_path / "wrong.toml"
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=r"wrong\.toml"):
        load(config=path, environ={}, folder=tmp_path)
