"""Time that passes by itself and, on request, at once: nothing that waits for it takes any."""

import threading
import time


class SkippingTime:
    """A clock like `time.monotonic`, and what to give where a wait is asked for."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._skipped = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return time.monotonic() + self._skipped

    def wait(self, seconds: float) -> None:
        with self._lock:
            self.waits.append(seconds)
            self._skipped += seconds
