"""No committed file names a package registry's host or a path of one developer's machine.

A host name would tie the locks to one registry; a path means nothing on another machine.
The forbidden words are put together from parts, so that this file does not hold them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("deb.debian", "org"),
    ("security.debian", "org"),
    ("proxy.golang", "org"),
    ("crates", "io"),
)
_PATHS = (("work", "main"), ("work", "shared"), ("root", ""), ("tmp", "bash_jobs"))
_WORDS = (("chat", "gpt"), ("co", "pilot"), ("clau", "de"), ("anthro", "pic"), ("open", "ai"))

FORBIDDEN = re.compile(
    "|".join(
        [
            *(rf"\b{name}\.{end}\b".replace("debian.", r"debian\.") for name, end in _HOSTS),
            *(rf"(?<![\w.])/{first}/{second}" for first, second in _PATHS),
            *(rf"\b{one}{two}\b" for one, two in _WORDS),
            r"--(?:extra-)?index" + r"-url\b",
        ]
    ),
    re.IGNORECASE,
)


def faults(name: str, text: str) -> list[str]:
    """``file:line: what stands there`` for every forbidden word of a text."""
    return [
        f"{name}:{number}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for match in FORBIDDEN.finditer(line)
    ]


def committed_files() -> list[Path]:
    """Every file that git knows or would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and Path(name).is_file()]


def main() -> int:
    """Print every fault; 1 when there is one."""
    found = []
    for path in committed_files():
        try:
            found += faults(str(path), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue  # a picture, a font, a spreadsheet
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
