"""Django's SQLite, with a queue in front of the one writer.

SQLite has one writer at a time. Whoever comes while it is busy sleeps and knocks again, up to
100 ms later, and may be overtaken each time. Every page here writes (its log row), so under load
a few would wait for seconds. Here a transaction first takes its turn: threads of a process
wait in line on a lock, and one thread per process asks for the lock file beside the database.
Other programs that write to the file without asking are still held off by SQLite itself.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_SECONDS_BETWEEN_ASKING = 0.001
_line = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait for their turn."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        """Wait for the turn, as long as the connection's ``timeout`` says.

        Raises OperationalError, in SQLite's own words, when somebody keeps it longer.
        """
        if self._turn is not None or self.is_in_memory_db():
            return
        seconds = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
        until = time.monotonic() + seconds
        if not _line.acquire(timeout=seconds):
            raise OperationalError("database is locked")
        try:
            self._turn = _lock_file(f"{self.settings_dict['NAME']}-turn", until)
        finally:
            if self._turn is None:
                _line.release()

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)  # which lets go of the lock
            self._turn = None
            _line.release()


def _lock_file(path: str, until: float) -> int:
    """The locked file. Raises OperationalError when the time is up."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o660)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(handle)
                raise OperationalError("database is locked") from None
            time.sleep(_SECONDS_BETWEEN_ASKING)
        else:
            return handle
