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


def test_a_project_is_found_upwards_and_names_files_beside_its_settings(tmp_path) -> None:
    inner = tmp_path / "project" / "texts" / "2024"
    inner.mkdir(parents=True)
    (tmp_path / "project" / "duizhao.toml").write_text('memory = "terms/memory.sqlite"\nbeam = 3\n')
    (tmp_path / "duizhao.toml").write_text("beam = 2\nthreads = 5\n")
    settings = load(environ={}, folder=inner)
    project = str(tmp_path / "project" / "duizhao.toml")
    assert settings.recall.memory == str(tmp_path / "project" / "terms" / "memory.sqlite")
    assert (settings.origins["memory"], settings.origins["beam"]) == (project, project)
    assert settings.translation.threads == 0, "the nearest project is the one, not those around it"
    assert load({"memory": "mine.sqlite"}, environ={}, folder=inner).recall.memory == "mine.sqlite"


@pytest.mark.parametrize("name", ["none", "auto"])
def test_a_project_may_switch_the_memory_off(name, tmp_path) -> None:
    (tmp_path / "duizhao.toml").write_text(f'memory = "{name}"\n')
    assert load(environ={}, folder=tmp_path).recall.memory == name
