"""A pretend ledger. It is not one: it reads payment files, remembers which lines it took, and
answers with receipts and postings, with the faults that real ledgers have when they are asked for.

Same files, seed and faults: same answers, byte for byte, however often it is stopped on the way.
It knows ``docs/reference/ledger-files.md`` and nothing of the house's own code.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FAULTS = {
    "rejected": "the line is not taken",
    "missing": "the line is taken and never posted",
    "late": "posted in the next round",
    "double": "posted twice; half of them reversed in the next round",
    "partial": "half is posted; the rest comes in the next round for half of them",
    "amount": "posted with another amount; half of them corrected in the next round",
    "account": "posted on another account; moved back in the next round",
    "lost": "posted without the line's id",
    "unknown": "something that nobody sent is posted too",
}
BOOKS = ".pretend-ledger.json"
WRONG_ACCOUNT = "9.99.99.9.9.999.99"
RECEIPT = ("line", "answer", "oere", "reason")
POSTINGS = (
    *("number", "line", "citizen", "account", "unit", "month", "posted_on", "oere", "text"),
)
Row = dict[str, str]


class NotAPaymentFile(ValueError):
    """A file in the folder does not keep its own totals."""


@dataclass(slots=True)
class Books:
    """What the ledger remembers between its rounds."""

    rounds: int = 0
    files: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    waiting: list[Row] = field(default_factory=list)


def answer(
    inward: Path, outward: Path, faults: Mapping[str, float], seed: int, only: str = ""
) -> list[str]:
    """One round: read every new payment file, answer it, and post what waited; faults fall on all
    lines, or on ``only`` that one. Returns the names of the files written.

    Raises NotAPaymentFile.
    """
    outward.mkdir(mode=0o700, parents=True, exist_ok=True)
    books = _books(outward / BOOKS)
    postings, answers = books.waiting, []
    waits: list[Row] = []
    for path in sorted(inward.glob("*.csv")):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest in books.files:
            continue
        key, lines = _read(data, path.name)
        receipt = []
        pairs = _pairs(lines)
        for line in lines:
            theirs = faults if only in ("", line["line"]) else {}
            other = pairs.get(line["line"], "")
            if other and _fault(other, faults if only in ("", other) else {}, seed) == "rejected":
                theirs = {"rejected": 1.0}
            said, now, later = _take(books, line, theirs, seed)
            receipt.append(said)
            postings, waits = postings + now, waits + later
        text = _written("receipt", RECEIPT, receipt, f"receipt-{digest[:24]}", digest)
        answers.append((f"receipt-{digest[:24]}.csv", text))
        books.files[digest] = key
    if postings:
        name = f"postings-{books.rounds:04d}"
        answers.append((f"{name}.csv", _written("postings", POSTINGS, postings, name, "")))
    for name, text in answers:
        _put(outward / name, text)
    books.waiting, books.rounds = waits, books.rounds + 1
    _put(outward / BOOKS, json.dumps(books_as_json(books)))
    return [name for name, _ in answers]


def _pairs(lines: Sequence[Row]) -> dict[str, str]:
    """The other line of each pair that only moves an amount: it is taken or rejected with it."""
    waits: dict[tuple[str, ...], str] = {}
    found: dict[str, str] = {}
    for line in lines:
        if line["payee"] != "noncash":
            continue
        of = (line["grant"], line["month"], line["pay_on"])
        other = waits.pop((*of, str(-int(line["oere"]))), "")
        if other:
            found |= {other: line["line"], line["line"]: other}
        else:
            waits[(*of, line["oere"])] = line["line"]
    return found


def books_as_json(books: Books) -> dict[str, Any]:
    """The books as they are kept in a file."""
    return {
        "rounds": books.rounds,
        "files": books.files,
        "lines": books.lines,
        "waiting": books.waiting,
    }


def _books(path: Path) -> Books:
    return Books(**json.loads(path.read_text())) if path.exists() else Books()


def _read(data: bytes, name: str) -> tuple[str, list[Row]]:
    """The id of a payment file and its lines; it must keep what its foot promises."""
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    foot = last.decode().split(",")
    if len(foot) != 8 or foot[:3] != ["#", "payments", "1"]:
        raise NotAPaymentFile(f"{name} is no payment file")
    lines = list(csv.DictReader(io.StringIO(body.decode())))
    total = sum(int(line["oere"]) for line in lines)
    digest = hashlib.sha256(body + b"\n").hexdigest()
    if foot[5:] != [str(len(lines)), str(total), digest]:
        raise NotAPaymentFile(f"{name} does not keep its own totals")
    return foot[3], lines


def _take(
    books: Books, line: Row, faults: Mapping[str, float], seed: int
) -> tuple[Row, list[Row], list[Row]]:
    """What is said of a line, what is posted now and what in the next round."""
    key, oere = line["line"], line["oere"]
    before = books.lines.get(key)
    if before == "taken":
        return _answer(key, oere, "known", "Linjen er taget før"), [], []
    fault = "" if before else _fault(key, faults, seed)
    if fault == "rejected":
        books.lines[key] = "rejected"
        return _answer(key, oere, "rejected", "Kontonummeret er lukket"), [], []
    books.lines[key] = "lost on the way" if fault == "missing" else "taken"
    now, later = _posted(line, int(oere), fault, seed)
    return _answer(key, oere, "accepted", ""), now, later


def _answer(line: str, oere: str, answer: str, reason: str) -> Row:
    return {"line": line, "answer": answer, "oere": oere, "reason": reason}


def _posted(line: Row, oere: int, fault: str, seed: int) -> tuple[list[Row], list[Row]]:
    whole = _posting(line, oere, 1)
    mended = _draw(seed, line["line"], "mended") < 0.5
    off = 100 + int(_draw(seed, line["line"], "off") * 100_000)
    match fault:
        case "missing":
            return [], []
        case "late":
            return [], [whole]
        case "double":
            back = [_posting(line, -oere, 3)] if mended else []
            return [whole, _posting(line, oere, 2)], back
        case "partial" if abs(oere) > 1:
            half = oere // 2
            rest = [_posting(line, oere - half, 2)] if mended else []
            return [_posting(line, half, 1)], rest
        case "amount":
            return [_posting(line, oere + off, 1)], [_posting(line, -off, 2)] if mended else []
        case "account":
            strayed = {**line, "account": WRONG_ACCOUNT}
            back = [_posting(strayed, -oere, 2), _posting(line, oere, 3)]
            return [_posting(strayed, oere, 1)], back
        case "lost":
            return [_posting(line, oere, 1, known=False)], []
        case "unknown":
            return [whole, _posting({**line, "citizen": ""}, off, 2, known=False)], []
    return [whole], []


def _posting(line: Row, oere: int, number: int, *, known: bool = True) -> Row:
    name = f"{line['line']}-{number}"
    return {
        "number": name if known else hashlib.sha256(name.encode()).hexdigest()[:24],
        "line": line["line"] if known else "",
        "citizen": line["citizen"],
        "account": line["account"],
        "unit": line["unit"],
        "month": line["month"],
        "posted_on": line["pay_on"],
        "oere": str(oere),
        "text": "Udbetaling" if known else "Uden reference",
    }


def _fault(line: str, faults: Mapping[str, float], seed: int) -> str:
    draw, low = _draw(seed, line, "fault"), 0.0
    for name in FAULTS:
        low += faults.get(name, 0.0)
        if draw < low:
            return name
    return ""


def _draw(seed: int, *words: str) -> float:
    """A number in [0, 1) that belongs to these words and no others."""
    digest = hashlib.sha256("\x1f".join([str(seed), *words]).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def _written(kind: str, names: Sequence[str], rows: Sequence[Row], key: str, of: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    digest = hashlib.sha256(out.getvalue().encode()).hexdigest()
    total = sum(int(row["oere"]) for row in rows)
    foot = ["#", kind, "1", key, of, str(len(rows)), str(total), digest]
    return f"{out.getvalue()}{','.join(foot)}\n"


def _put(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.half")
    with half.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(half, path)
