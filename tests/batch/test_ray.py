"""The same bytes from a Ray cluster of two machines, one of which is lost in the middle."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import Any

import archive
import pytest

from duizhao import batch, settings
from duizhao.batch.executors import Limits
from duizhao.batch.executors.ray import Ray
from duizhao.batch.place import Folder
from duizhao.batch.worker import Product


@pytest.fixture
def cluster() -> Any:
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster  # the stand-in for several machines that comes with Ray

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield cluster
    import ray

    ray.shutdown()
    cluster.shutdown()


def test_the_driver_keeps_its_own_way_to_stop(tmp_path: Path, cluster: Any) -> None:
    before = signal.getsignal(signal.SIGTERM)
    Ray([], Product(Folder(tmp_path)), Limits(300, 0, cluster.address)).close()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_lost_machine_loses_nothing(tmp_path: Path, cluster: Any) -> None:
    path = archive.write(tmp_path / "a.jsonl", 16, sentences=2)
    wanted = settings.load({"beam": 1, "retries": 0, "threads": 1}, environ={}, folder=tmp_path)
    choice = batch.Choice(chunk_documents=2, duplicates=False)
    batch.run(batch.find([str(path)]), tmp_path / "local", wanted, batch.Options(workers=1, choice=choice))
    node = cluster.add_node(num_cpus=1)
    output = tmp_path / "ray"

    def lose() -> None:
        while len(list(output.glob("part-*"))) < 2:
            time.sleep(0.05)
        cluster.remove_node(node, allow_graceful=False)

    thread = threading.Thread(target=lose, daemon=True)
    thread.start()
    options = batch.Options(workers=2, executor="ray", address=cluster.address, choice=choice)
    out = batch.run(batch.find([str(path)]), output, wanted, options)
    thread.join(60)
    assert not thread.is_alive()
    assert out["documents"] == {"input": 16, "planned": 0, "done": 16, "failed": 0, "skipped": 0}
    assert archive.parts(output) == archive.parts(tmp_path / "local")
