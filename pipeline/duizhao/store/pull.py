"""Fetch a model from the hub: pinned to a commit, only the files listed, each checked by the hub's own hash."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from duizhao.errors import DuizhaoError, ModelError, OutputError
from duizhao.store.find import Model, info
from duizhao.store.folders import locked, models_folder, writing
from duizhao.store.registry import Entry, entry
from duizhao.store.verify import MANIFEST, problems, sha256

log = logging.getLogger("duizhao")

Progress = Callable[[int, int], None]
"""Hears how many bytes of how many are here."""


def pull(name: str, endpoint: str | None = None, progress: Progress | None = None) -> Model:
    """Install the model of that name, and return it; one that is installed whole at the same commit is left as it is.

    `endpoint`: the hub's address, else `HF_ENDPOINT` or huggingface.co. Files land beside and are renamed together;
    what an interrupted pull has fetched whole is kept for the next one. Raises ModelError where the hub cannot be
    reached, does not have the model or refuses it, and for a file that is not what the hub says it is; OutputError for
    a full disk.
    """
    wanted = entry(name)
    if wanted.package:
        return info(name)
    home = models_folder()
    with locked(home / f".{name}.lock"):
        try:
            _pull(wanted, home, endpoint, progress or (lambda done, total: None))
        except DuizhaoError:
            raise
        except OSError as e:
            raise _explain(e, wanted, home) from e
        except Exception as e:  # the hub's client raises several of its HTTP library's own
            raise _explain(e, wanted, home) from e
    return info(name)


def _pull(wanted: Entry, home: Path, endpoint: str | None, progress: Progress) -> None:
    from huggingface_hub import HfApi

    api = HfApi(endpoint=endpoint, library_name="duizhao")
    remote = api.model_info(wanted.repo, revision=wanted.revision, files_metadata=True, timeout=30)
    commit, files = str(remote.sha), _choose(wanted, remote.siblings or [])
    if _is_installed(home / wanted.name, commit):
        return
    part = home / f".{wanted.name}-{commit}.part"
    total, before = sum(f.size or 0 for f in files), 0
    with writing(home):
        part.mkdir(parents=True, exist_ok=True)
    for file in files:
        # mypy cannot infer a lambda with a default that binds the loop variable
        _fetch(api, wanted, commit, file, part, lambda done, before=before: progress(before + done, total))  # type: ignore[misc]
        before += file.size or 0
        progress(before, total)
    with writing(home):
        _describe(wanted, commit, part, [f.rfilename for f in files])
        _place(part, home / wanted.name)


def _choose(wanted: Entry, siblings: list[Any]) -> list[Any]:
    """The files to fetch of those the repository has. Raises ModelError where there are no safetensors among them."""
    flat = [s for s in siblings if "/" not in s.rfilename and "\\" not in s.rfilename]
    files = [s for s in flat if any(fnmatch(s.rfilename, pattern) for pattern in wanted.files)]
    names = {s.rfilename for s in files}
    if not any(name.endswith(".safetensors") for name in names):
        what = "has no safetensors, only weights that can run code" if siblings else "is empty"
        raise ModelError(what, where=wanted.repo, remedy="Another revision of it is needed.")
    missing = [p for p in wanted.files if "*" not in p and p not in names and p not in _OPTIONAL]
    if missing:
        raise ModelError(f"has no {missing[0]}", where=wanted.repo, remedy="Another revision of it is needed.")
    return sorted(files, key=lambda s: (s.size or 0, s.rfilename))


_OPTIONAL = ("generation_config.json", "model.safetensors.index.json")


def _fetch(api: Any, wanted: Entry, commit: str, file: Any, part: Path, progress: Callable[[int], None]) -> None:
    """Fetch one file into `part` unless it is there, and check it by the hub's hash; what fails is deleted."""
    path = part / file.rfilename
    if path.is_file() and _is_sound(path, file):
        return
    log.info("fetching %s of %s", file.rfilename, wanted.repo)
    bar, again = _bar(progress), path.is_file()
    api.hf_hub_download(
        wanted.repo, file.rfilename, revision=commit, local_dir=part, force_download=again, tqdm_class=bar
    )
    if not _is_sound(path, file):
        path.unlink(missing_ok=True)
        what = f"{file.rfilename} is not what the hub says it is (its hash is another)"
        raise ModelError(what, where=wanted.repo, remedy="Try again; nothing was installed.")


def _bar(progress: Callable[[int], None]) -> Any:
    """A progress bar for the hub's client that draws nothing and passes on what it hears."""
    # tqdm has no types, so its subclass has none either
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._done = int(kwargs.get("initial") or 0)
            super().__init__(*args, **{**kwargs, "disable": True})

        def update(self, n: float | None = 1) -> None:
            self._done += int(n or 0)
            progress(self._done)

    return Bar


def _is_sound(path: Path, file: Any) -> bool:
    """Whether the file has the hash the hub gives: SHA-256 for large files, git's SHA-1 of a blob for others."""
    if file.lfs is not None:
        return bool(path.stat().st_size == file.lfs.size and sha256(path, fresh=True) == file.lfs.sha256)
    data = path.read_bytes()
    return bool(hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == file.blob_id)


def _is_installed(folder: Path, commit: str) -> bool:
    try:
        there = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["commit"] == commit
    except (OSError, ValueError, KeyError):
        return False
    return there and not problems(folder)


def _describe(wanted: Entry, commit: str, part: Path, names: list[str]) -> None:
    """Write the pins, and the `duizhao.toml` that says how the model wants its input."""
    rows = {name: {"sha256": sha256(part / name), "size": (part / name).stat().st_size} for name in sorted(names)}
    manifest = {"name": wanted.name, "repo": wanted.repo, "commit": commit, "licence": wanted.licence, "files": rows}
    (part / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    if wanted.prefix:
        (part / "duizhao.toml").write_text(f"prefix = {json.dumps(wanted.prefix)}\n", encoding="utf-8")


def _place(part: Path, folder: Path) -> None:
    """Rename the whole folder into place; an older one is gone only when the new one can take its place."""
    shutil.rmtree(part / ".cache", ignore_errors=True)  # the client's bookkeeping
    old = folder.with_name(f".{folder.name}.going")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EPERM)


def _explain(error: Exception, wanted: Entry, home: Path) -> DuizhaoError:
    """The one line for whatever the hub's client raised."""
    from huggingface_hub import errors

    where = f"{wanted.repo}@{wanted.revision}"
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        return OutputError(f"cannot be written ({error.strerror})", where=home, remedy="Make room or set DUIZHAO_DATA.")
    if isinstance(error, errors.GatedRepoError):
        return ModelError("the hub asks for consent to the licence", where=where, remedy="Give it there, and log in.")
    if isinstance(error, errors.RepositoryNotFoundError | errors.RevisionNotFoundError | errors.EntryNotFoundError):
        return ModelError("the hub does not have it", where=where, remedy="See `duizhao models list` for what it has.")
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    remedy = "Check the connection, then run the same command again."
    return ModelError(f"cannot be fetched ({reason[:200]})", where=where, remedy=remedy)
