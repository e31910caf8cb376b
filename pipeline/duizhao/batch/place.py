"""Where a run's parts and pages go: a folder, or a remote address."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from duizhao.batch import remote
from duizhao.errors import InputError, OutputError
from duizhao.files import write_whole

_BLOCK = 8 << 20


class Place(Protocol):
    """Holds files by their names, in which `/` parts folders. A file appears whole or not at all."""

    @property
    def near(self) -> bool:
        """Whether reading a file again costs next to nothing."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Put a file there; one of that name is replaced. Raises OutputError."""
        ...

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file in a folder ("" for the outermost), by name. Raises OutputError."""
        ...

    def digest(self, name: str) -> str:
        """The SHA-256 of a file. Raises InputError where it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, or one that it has mounted."""

    path: Path

    @property
    def near(self) -> bool:
        return True

    def write(self, name: str, data: bytes) -> None:
        write_whole(self.path / name, data, force=True)

    def sizes(self, folder: str) -> dict[str, int]:
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(self.path / folder) as found:
                return {prefix + f.name: f.stat().st_size for f in found if f.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as e:
            raise OutputError(f"cannot be read ({e.strerror})", where=self.path / folder, remedy="Check it.") from e

    def digest(self, name: str) -> str:
        try:
            with (self.path / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as e:
            raise InputError(f"cannot be read ({e.strerror})", where=self.path / name, remedy="Check it.") from e


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder at an address. An object is put there in one request, so that it is whole or not there."""

    address: str

    @property
    def near(self) -> bool:
        return False

    def write(self, name: str, data: bytes) -> None:
        files, path = remote.system(f"{self.address.rstrip('/')}/{name}")
        try:
            if "file" in files.protocol:
                write_whole(Path(path), data, force=True)
            else:
                files.pipe_file(path, data)
        except OutputError:
            raise
        except Exception as e:
            remedy = "Check the address and keys, and run the same command again."
            raise OutputError(f"cannot be written ({remote.told(e)})", where=self._of(name), remedy=remedy) from e

    def sizes(self, folder: str) -> dict[str, int]:
        files, path = remote.system(self._of(folder).rstrip("/"))
        prefix = f"{folder}/" if folder else ""
        try:
            found = files.ls(path, detail=True)
        except FileNotFoundError:
            return {}
        except Exception as e:
            remedy = "Check the address and keys, and run the same command again."
            raise OutputError(f"cannot be read ({remote.told(e)})", where=self._of(folder), remedy=remedy) from e
        return {prefix + f["name"].rpartition("/")[2]: f["size"] for f in found if f["type"] == "file"}

    def digest(self, name: str) -> str:
        files, path = remote.system(self._of(name))
        found = hashlib.sha256()
        try:
            with files.open(path, "rb", block_size=_BLOCK) as file:
                while block := file.read(_BLOCK):
                    found.update(block)
        except Exception as e:
            raise InputError(f"cannot be read ({remote.told(e)})", where=self._of(name), remedy="Check it.") from e
        return found.hexdigest()

    def _of(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"
