"""Too little memory for a batch, for real: it is halved until it fits, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, re, resource, sys
from pathlib import Path
from duizhao import store, translation
from duizhao.settings import Translation

name, more = sys.argv[1], int(sys.argv[2])
model = store.find("zh-en-small")
settings = Translation(engine=name, device="cpu", beam=4, batch_tokens=10**7)
engine = translation.load(model.folder, settings, store.convert(model) if name == "ct2" else None)
texts = [f"第{i}号图书馆从本周起延长开放时间，欢迎读者前来。" for i in range(int(sys.argv[3]))]
translation.translate(texts[:2], engine, settings)  # what is allocated once is there
size = int(re.search(r"VmSize:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (size + (more << 20),) * 2)
made = translation.translate(texts, engine, settings)
print(json.dumps({"degraded": sum(h.degraded for h in made), "targets": sum(bool(h.text) for h in made)}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the limit is set from /proc")
@pytest.mark.parametrize(
    ("name", "more", "count"), [("ct2", 60, 150), pytest.param("torch", 100, 64, marks=pytest.mark.long)]
)
def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost(
    name: str, more: int, count: int, embedded: Path
) -> None:
    command = [sys.executable, "-c", PROGRAM, name, str(more), str(count)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    made = json.loads(ended.stdout.splitlines()[-1])
    assert made["targets"] == count
    assert 0 < made["degraded"] <= count
