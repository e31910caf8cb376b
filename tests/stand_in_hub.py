"""A stand-in for the hub: the two answers of it that pulling needs, from this machine."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

COMMIT = "badebd2bdd4cdfde141a969df82a0f2c4e3b1dfe"


@dataclass
class Hub:
    """Serves `files` as the hub does a repository; `send` may change what goes over the line, `refuse` all answers."""

    files: dict[str, bytes]
    send: Callable[[str, bytes], bytes] = lambda name, data: data
    refuse: tuple[int, str] | None = None
    fetched: list[str] = field(default_factory=list)
    url: str = ""

    def listing(self) -> dict[str, object]:
        rows = []
        for name, data in self.files.items():
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            row: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": blob}
            if large(name):
                row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
            rows.append(row)
        return {"id": "some/model", "modelId": "some/model", "sha": COMMIT, "siblings": rows}


def large(name: str) -> bool:
    return name.endswith((".safetensors", ".spm", ".model", ".bin"))


def handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(body=True)

        def do_HEAD(self) -> None:
            self.answer(body=False)

        def answer(self, body: bool) -> None:
            if hub.refuse is not None:
                code, reason = hub.refuse
                self.reply(code, b"{}", {"X-Error-Code": reason, "X-Error-Message": "no"}, body)
            elif self.path.startswith("/api/models/"):
                self.reply(200, json.dumps(hub.listing()).encode(), {"Content-Type": "application/json"}, body)
            elif match := re.fullmatch(rf"/[^/]+/[^/]+/resolve/{COMMIT}/(.+)", self.path):
                self.file(match[1], body)
            else:
                self.reply(404, b"", {"X-Error-Code": "EntryNotFound"}, body)

        def file(self, name: str, body: bool) -> None:
            data = hub.files[name]
            etag = hashlib.sha256(data).hexdigest() if large(name) else hashlib.sha1(data).hexdigest()
            headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT, "Content-Length": str(len(data))}
            if body:
                hub.fetched.append(name)
            self.reply(200, hub.send(name, data), headers, body)

        def reply(self, code: int, data: bytes, headers: dict[str, str], body: bool) -> None:
            self.send_response(code)
            for key, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            if body:
                self.wfile.write(data)

        def log_message(self, *args: object) -> None: ...

    return Handler
