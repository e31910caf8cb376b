"""A worker whose engine is poisoned by certain documents: it runs in the processes that the tests start."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from duizhao import translation
from duizhao.batch.worker import Product, serve
from duizhao.settings import Settings
from duizhao.translation import Decoding, Hypothesis

HOG: list[bytearray] = []


class Poisoned:
    """An engine that says how long a sentence is, unless it is told to crash, hang, dawdle in company or eat memory."""

    name, device, compute, input_limit = "ct2", "cpu", "int8", 1000
    workers, room = 1, 8192

    def count(self, texts: list[str]) -> list[int]:
        return [len(t) for t in texts]

    def generate(self, texts: list[str], decoding: Decoding) -> list[Hypothesis]:
        for text in texts:
            if "崩溃" in text:
                os.kill(os.getpid(), signal.SIGSEGV)
            if "挂起" in text:
                time.sleep(1000)
            if "拖延" in text and len(texts) > 1:
                time.sleep(3)
            if "吃光" in text:
                while True:
                    HOG.append(bytearray(os.urandom(1 << 20)) * 16)
                    time.sleep(0.01)
        return [Hypothesis(f"A sentence of {len(t)} characters.", -0.5, len(t), True) for t in texts]

    def close(self) -> None:
        pass


def poisoned(connection: Connection, settings: Settings, product: Product) -> None:
    def load(*_: Any) -> Any:
        return Poisoned()

    translation.ENGINES["ct2"] = load
    serve(connection, settings, product)
