"""The embedded model translates no worse than it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import quality

from duizhao import store


@pytest.mark.parametrize("name", quality.OWN)
def test_the_embedded_model_is_above_its_floor_on_news_of_our_own(name: str) -> None:
    _above_the_floor(name, quality.sample(name))


@pytest.mark.parametrize("name", quality.DEV)
def test_the_embedded_model_is_above_its_floor_on_development_sets(name: str, shared: Path) -> None:
    _above_the_floor(name, quality.sample(name, shared / "data" / "dev"))


def _above_the_floor(name: str, sample: quality.Sample) -> None:
    if not list(store.info(quality.MODEL).folder.glob("*.safetensors")):
        pytest.skip("the weights of the embedded model are not in this checkout")
    told = json.loads(quality.FLOORS.read_text(encoding="utf-8"))
    floor = told["floors"][name]
    assert sample.sha256 == floor["sha256"], "other segments need another floor: run tests/evaluation/quality.py"
    scores = quality.measured(sample)
    below = {k: (round(v, 2), floor[k]) for k, v in scores.items() if v < floor[k]}
    assert not below, f"below the floor of weights {told['weights']}, measured {told['measured']}"
