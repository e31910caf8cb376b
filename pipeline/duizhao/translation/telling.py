"""Progress is heard in the thread of the one who asked, who may call us back and hold locks."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, get_ident


class Teller:
    """Tells `progress` what other threads say only when its own thread calls `on`; what that one says at once."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress, self._owner = progress, get_ident()
        self._lock, self._kept = Lock(), list[int]()

    def __call__(self, n: int) -> None:
        if get_ident() == self._owner:
            self._progress(n)
        else:
            with self._lock:
                self._kept.append(n)

    def on(self) -> None:
        """Tell what the other threads said since, if they did."""
        with self._lock:
            kept, self._kept = self._kept, []
        if kept:
            self._progress(sum(kept))
