"""The FHIR checker: reports checked a second on one processor, on the guides' own examples."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from helhed.cli.bench.measured import Measured
from helhed.fhir import check_file, errors

EXAMPLES = Path("tests/fhir/examples")
LEAST_A_SECOND = 100
SECONDS_EACH = 1.0


def bench_fhir(examples: Path = EXAMPLES, seconds: float = SECONDS_EACH) -> Measured:
    """Each official example is read and checked again and again for a while; the first time of
    all, which makes the definitions ready, is told by itself."""
    files = sorted(examples.glob("*.json"))
    about = "helhed fhir check, on one processor"
    columns = ("what", "resources", "KB", "findings", "ms each", "checked a second")
    if not files:
        fault = f"no examples in {examples}; measure in the folder of the repository"
        return Measured("fhir", about, columns, [], [fault])
    began = time.process_time()
    errors(check_file(files[0].read_bytes()))
    facts = {"seconds_until_the_first_answer": round(time.process_time() - began, 2)}
    rows = [_row(path, seconds) for path in files]
    slow = [row for row in rows if row[0] == "delivery report" and row[5] < LEAST_A_SECOND]
    faults = [f"{row[5]:.0f} reports a second are less than {LEAST_A_SECOND}" for row in slow]
    return Measured("fhir", about, columns, rows, faults, facts)


Row = tuple[str, int, float, int, float, float]


def _row(path: Path, seconds: float) -> Row:
    content = path.read_bytes()
    bundle = json.loads(content)
    what = "order message" if bundle["type"] == "message" else "delivery report"
    found: Sequence[object] = check_file(content)
    times, began = 0, time.process_time()
    while (used := time.process_time() - began) < seconds:
        check_file(content)
        times += 1
    each = used / max(1, times)
    return what, len(bundle["entry"]), len(content) / 1024, len(found), 1_000 * each, 1 / each
