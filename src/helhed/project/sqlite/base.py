"""Django's SQLite, with a queue in front of the one writer.

SQLite has one writer at a time. Whoever comes while it is busy sleeps and knocks again, up to
100 ms later, and may be overtaken each time. Every page here writes (its log row), so under load
a few would wait for seconds. Here a transaction first takes its turn: threads of a process
wait in line on a lock, and one thread per process asks for the lock file beside the database.
Other programs that write to the file without asking are still held off by SQLite itself.

A request that only looks (``looking``) takes its turn late: it reads a snapshot, and first when
it writes its log row it lets the snapshot go and takes its turn. So a page that reads for long
holds nobody up. Nothing is shown before the log row stands. An act takes its turn at once, so
that what it read still holds when it writes.
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
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_line = threading.Lock()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that tells its connection before the first write of a look."""

    house: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        self.house.about_to(query)
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        self.house.about_to(query)
        return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait for their turn; ``looking`` is set from outside."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.looking = False
        self._turn: int | None = None
        self._has_only_looked = False
        self._savepoints_before_writing: set[str] = set()

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.house = self
        return cursor

    def about_to(self, query: str) -> None:
        """Called before each statement: the first write of a look takes its turn."""
        if self._has_only_looked and query.lstrip()[:7].upper().startswith(_WRITES):
            self.connection.execute("COMMIT")
            self._has_only_looked = False
            self._take_turn()
            self.connection.execute("BEGIN IMMEDIATE")

    def _start_transaction_under_autocommit(self) -> None:
        if self.looking and not self.is_in_memory_db():
            self._begin_to_look()
            return
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
            self._end_transaction()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_transaction()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_transaction()

    def _end_transaction(self) -> None:
        self._savepoints_before_writing.clear()
        self._end_turn()

    def _begin_to_look(self) -> None:
        self.connection.execute("BEGIN DEFERRED")
        self._has_only_looked = True

    def _savepoint(self, sid: str) -> None:
        if self._has_only_looked:  # nothing is written yet that could be taken back
            self._savepoints_before_writing.add(sid)
        else:
            super()._savepoint(sid)  # type: ignore[misc]

    def _savepoint_commit(self, sid: str) -> None:
        if sid in self._savepoints_before_writing:
            self._savepoints_before_writing.discard(sid)
        else:
            super()._savepoint_commit(sid)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        if sid not in self._savepoints_before_writing:
            super()._savepoint_rollback(sid)  # type: ignore[misc]
        elif not self._has_only_looked:  # all that was written came after it
            self.connection.execute("ROLLBACK")
            self._end_turn()
            self._begin_to_look()

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
        self._has_only_looked = False
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
