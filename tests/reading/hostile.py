"""Makes hostile files, or reads them and prints what came of each and the peak of memory; each in its own process.

python tests/reading/hostile.py make FOLDER
python tests/reading/hostile.py read FOLDER
"""

from __future__ import annotations

import gzip
import io
import json
import re
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from duizhao import reading
from duizhao.errors import InputError
from duizhao.settings import Reading

PAGE = "<html><body>" + "<p>山城市图书馆从本周起延长开放时间，读者晚上也能来看书。</p>" * 3 + "</body></html>"


def held() -> int:
    """MB that this process held at most; the figure of getrusage counts what its parent held before the fork."""
    try:
        return int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) >> 10
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name.replace("_", "."), data)
    return out.getvalue()


def by_hand(data: bytes, entries: int) -> bytes:
    """A ZIP whose directory has many entries for the same member."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflater.compress(data) + deflater.flush()
    common = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, zlib.crc32(data), len(packed), len(data), 5, 0)
    local = b"PK\x03\x04" + common + b"a.txt" + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + b"a.txt"
    count = min(entries, 0xFFFF)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count, count, len(entry) * entries, len(local), 0)
    return local + entry * entries + end


def many_members() -> bytes:
    """120,000 members need the ZIP64 end record."""
    out = by_hand(b"a", 120_000)
    directory, size = out.index(b"PK\x01\x02"), 120_000 * 51
    wide = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 120_000, 120_000, size, directory)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, directory + size, 1)
    return out[:-22] + wide + locator + out[-22:]


def encrypted() -> bytes:
    out = bytearray(zipped(a_txt="今天下雨。".encode()))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.index(magic) + at] |= 1
    return bytes(out)


def wrong_crc() -> bytes:
    out = bytearray(zipped(a_txt="今天下雨。".encode(), b_txt="花开了。".encode()))
    out[out.index(b"PK\x01\x02") + 16] ^= 1
    out[14] ^= 1
    return bytes(out)


def record(body: str | bytes, length: int | None = None, *, packed: bool = False) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + "Content-Encoding: gzip\r\n" * packed
    block = http.encode() + b"\r\n" + (gzip.compress(data) if packed else data)
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
    return f"{head}Content-Length: {length or len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


MUCH = b"a" * (16 << 20)
FILES: dict[str, Callable[[], bytes]] = {
    "flat-bomb.zip": lambda: zipped(a_jsonl=b'{"text": "' + MUCH * 18),
    "nested.zip": lambda: zipped(a_zip=zipped(b_zip=zipped(c_txt=MUCH))),
    "overlap.zip": lambda: by_hand(bytes(16 << 20).replace(b"\0", b"\n"), 5000),
    "many.zip": many_members,
    "encrypted.zip": encrypted,
    "wrong-crc.zip": wrong_crc,
    "cut.zip": lambda: zipped(a_txt="今天下雨。".encode())[:-30],
    "one-line-of-10-GB.jsonl.gz": lambda: gzip.compress(b'{"text": "') + gzip.compress(MUCH) * 640,
    "twice.txt.gz": lambda: gzip.compress(gzip.compress("今天下雨。".encode())),
    "cut.html.gz": lambda: gzip.compress(PAGE.encode())[:-12],
    "endless-record.warc": lambda: record(PAGE) + record(PAGE, 10**18) + record(PAGE),
    "endless-records.warc": lambda: record(PAGE) + record(PAGE, 10**18) * 60_000,
    "body-bomb.warc": lambda: record(PAGE) + record(MUCH * 8, packed=True) + record(PAGE),
    "cell-of-50-MB.csv": lambda: "text\n今天下雨。\n".encode() + b"a" * (50 << 20) + "\n花开了。\n".encode(),
    "quoted-cell-of-12-MB.csv": lambda: (
        "text\n今天下雨。\n".encode() + b'"' + (b"a" * 999 + b"\n") * 12_000 + '"\n花开了。\n'.encode()
    ),
    "empty-lines.csv": lambda: b"\n" * 10**6,
    "empty-lines-under-a-heading.csv": lambda: b"text\n" + b"\n" * 10**6,
    "quotes.csv": lambda: b"text\n" + b'a,"b\n' * 200_000,
    "no-footer.parquet": lambda: b"PAR1" + bytes(100),
    "bad-footer.parquet": lambda: b"PAR1" + bytes(100) + struct.pack("<L", 90) + b"PAR1",
    "deep.json": lambda: b"[\n" * 10**6,
}


def make(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).write_bytes(content())


def read(folder: Path) -> None:
    for name in FILES:
        documents, errors, start = 0, [], time.monotonic()
        try:
            for found in reading.read(folder / name, Reading()):
                if isinstance(found, InputError):
                    errors.append(str(found))
                else:
                    documents += 1
        except InputError as e:
            errors.append(str(e))
        peak = held()
        row = {"documents": documents, "errors": errors, "seconds": time.monotonic() - start, "peak": peak}
        print(json.dumps({"name": name, **row}, ensure_ascii=False))


if __name__ == "__main__":
    {"make": make, "read": read}[sys.argv[1]](Path(sys.argv[2]))
