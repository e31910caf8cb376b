"""Model files against their pins: SHA-256 written down when they were fetched or published.

A folder's pins are in `duizhao-model.json` (written by pull) or `SHA256SUMS` (in sha256sum's format). A hash is kept in
the cache by path, size and time of change, so that a start-up need not read gigabytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from duizhao.errors import DuizhaoError, ModelError
from duizhao.files import write_whole
from duizhao.store.folders import cache_folder

MANIFEST = "duizhao-model.json"
SUMS = "SHA256SUMS"


def sha256(path: Path, *, fresh: bool = False) -> str:
    """The file's SHA-256; one known for the same size and time of change is believed, unless `fresh`."""
    stat = path.stat()
    known = cache_folder() / "hashes" / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"
    state = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
    if not fresh:
        try:
            row = json.loads(known.read_text(encoding="utf-8"))
            if row["state"] == state:
                return str(row["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
    found = digest(path)
    try:
        write_whole(known, json.dumps({"state": state, "sha256": found, "path": str(path)}), force=True)
    except DuizhaoError:  # a cache that cannot be written costs time only
        return found
    return found


def digest(path: Path) -> str:
    """The file's SHA-256, read anew."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def weights_sha256(folder: Path) -> str:
    """Names the weights of a folder: their SHA-256, or that of the list of them where there are several files."""
    hashes = {path.name: sha256(path) for path in sorted(folder.glob("*.safetensors"))}
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    return (
        hashlib.sha256("".join(f"{h}  {name}\n" for name, h in hashes.items()).encode()).hexdigest() if hashes else ""
    )


def pins(folder: Path) -> dict[str, str]:
    """file name → SHA-256 that it must have; empty where nothing is pinned. Raises ModelError for unreadable pins."""
    try:
        if (folder / MANIFEST).is_file():
            rows = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
            return {name: row["sha256"] for name, row in rows.items()}
        if (folder / SUMS).is_file():
            lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
            return {
                name.strip().removeprefix("*"): digest for digest, name in (x.split(maxsplit=1) for x in lines if x)
            }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise ModelError(f"its pins cannot be read ({e})", where=folder, remedy="Get the model again.") from e
    return {}


def problems(folder: Path, *, fresh: bool = True) -> list[str]:
    """What is wrong with the files of a folder, one line each; empty where all are as pinned."""
    out = []
    for name, pinned in sorted(pins(folder).items()):
        path = folder / name
        if not path.is_file():
            out.append(f"{name}: missing")
        elif (found := sha256(path, fresh=fresh)) != pinned:
            out.append(f"{name}: SHA-256 is {found[:12]}…, not {pinned[:12]}…")
    return out
