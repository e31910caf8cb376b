"""Take a pulled model off the disk again, what was converted from it included."""

from __future__ import annotations

import shutil

from duizhao.errors import ModelError
from duizhao.store.convert import converted_folder
from duizhao.store.find import info
from duizhao.store.folders import locked, models_folder, writing
from duizhao.store.registry import entry


def remove(name: str) -> None:
    """Delete a pulled model. Raises ModelError for the embedded one and for one that is not installed."""
    if entry(name).package:
        raise ModelError(f"{name} is part of duizhao", remedy="It goes with the package.")
    home = models_folder()
    with locked(home / f".{name}.lock"), writing(home):
        model = info(name)
        shutil.rmtree(converted_folder(model), ignore_errors=True)
        going = home / f".{name}.going"  # gone at once for others, whatever deleting takes
        shutil.rmtree(going, ignore_errors=True)
        model.folder.rename(going)
        shutil.rmtree(going)
