"""Which `opencc` is installed, and whether it is the one we need.

opencc-python-reimplemented shares its import name and its folder with the official OpenCC package: where both are
installed, the later one overwrites the earlier.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from duizhao.errors import ModelError

NEEDED = "opencc-python-reimplemented"
OFFICIAL = "opencc"
REMEDY = f"Run: pip uninstall -y {OFFICIAL} {NEEDED}; pip install {NEEDED}"


@dataclass(frozen=True, slots=True)
class Installation:
    """`folder` holds the package's configurations and dictionaries; `problem` is None where all is well."""

    version: str | None
    folder: Path | None
    problem: str | None = None


def installation() -> Installation:
    """What the installed distributions and the files of the module `opencc` show."""
    needed = _installed(NEEDED)
    if needed is None:
        return Installation(None, None, f"{NEEDED} is not installed")
    folder = Path(str(needed.locate_file("opencc")))
    return Installation(needed.version, folder, _problem(needed, folder))


@lru_cache(maxsize=1)
def package() -> Path:
    """The folder of a sound package. Raises ModelError where the installation is missing or mixed."""
    found = installation()
    if found.problem is not None or found.folder is None:
        raise ModelError(found.problem or "opencc is missing", where=found.folder, remedy=REMEDY)
    return found.folder


def _problem(needed: Distribution, folder: Path) -> str | None:
    if (official := _installed(OFFICIAL)) is not None:
        return f"the official OpenCC {official.version} is installed too and shares the folder of {NEEDED}"
    if changed := _changed(needed):
        return f"{changed} is not the file that {NEEDED} {needed.version} installed"
    imported = _imported()
    if imported != folder.resolve():
        return f"`import opencc` finds {imported or 'nothing'}, not {NEEDED}"
    return None


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _changed(needed: Distribution) -> str | None:
    """The first module of the package that is missing or differs from its entry in RECORD."""
    for file in needed.files or ():
        if file.suffix != ".py" or file.hash is None:
            continue
        path = Path(str(file.locate()))
        if not path.is_file():
            return str(file)
        digest = hashlib.new(file.hash.mode, path.read_bytes()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            return str(file)
    return None


def _imported() -> Path | None:
    """The folder that `import opencc` takes, found without importing it."""
    from importlib.util import find_spec

    spec = find_spec("opencc")
    if spec is None or not spec.origin:
        return None
    return Path(spec.origin).resolve().parent
