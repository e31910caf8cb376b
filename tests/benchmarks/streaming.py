"""Memory and speed of reading large files of records: flat memory means the same peak at any size.

    python tests/benchmarks/streaming.py [--mb 20 200] [--kind jsonl jsonl.zst csv warc.gz]

Makes each file of so many megabytes (unpacked), reads it in a process of its own, and prints the peak of that process.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import zstandard

from duizhao import reading
from duizhao.settings import Reading

SENTENCE = "山城市图书馆从本周起延长开放时间，第{}位读者晚上也能来看书。"


def texts(size: int) -> Iterator[str]:
    """Articles of some 2 kB, so many bytes in all."""
    made = number = 0
    while made < size:
        text = "\n".join(SENTENCE.format(number * 30 + i) for i in range(24))
        number += 1
        made += len(text.encode())
        yield text


def as_jsonl(size: int) -> Iterator[bytes]:
    for text in texts(size):
        yield json.dumps({"title": "图书馆", "text": text}, ensure_ascii=False).encode() + b"\n"


def as_csv(size: int) -> Iterator[bytes]:
    yield "标题,正文\n".encode()
    for text in texts(size):
        out = io.StringIO()
        csv.writer(out).writerow(["图书馆", text])
        yield out.getvalue().encode()


def as_warc(size: int) -> Iterator[bytes]:
    """Pages, each with a picture ten times its size, as archives have them; every record a part of its own."""
    picture = bytes(random.Random(0).choices(range(256), k=24_000))
    for number, text in enumerate(texts(size // 11)):
        paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        page = f"<html><head><title>图书馆</title></head><body>{paragraphs}</body></html>"
        for kind, body in (("text/html", page.encode()), ("image/png", picture)):
            block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{number}\r\n"
            yield gzip.compress(f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n", 1)


def as_zst(size: int) -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor().compressobj()
    for line in as_jsonl(size):
        yield packer.compress(line)
    yield packer.flush()


KINDS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "jsonl": as_jsonl,
    "jsonl.zst": as_zst,
    "csv": as_csv,
    "warc.gz": as_warc,
}


def measure(path: Path) -> None:
    """Read `path` and print what it took."""
    start = time.process_time()
    documents = sum(1 for _ in reading.read(path, Reading()))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{documents:>9,} documents  {seconds:7.1f} s of CPU  peak {peak:6.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, nargs="+", default=[20, 200])
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        measure(given.read)
        return
    for kind in given.kind:
        for size in given.mb:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, f"news.{kind}")
                with path.open("wb") as file:
                    file.writelines(KINDS[kind](size << 20))
                print(f"{kind:10} {size:>4} MB ", end="", flush=True)
                subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
