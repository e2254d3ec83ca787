"""A pretend gateway. It is not one: it takes delivery reports over FHIR REST, remembers them, and
answers as KL's gateway might, with the faults that real ones have when they are asked for.

``POST /Bundle`` is answered with 201 (taken), 200 (taken before), 422 with an OperationOutcome
(refused), 202 with a Content-Location (the answer comes there) or 503. ``GET /Bundle/<id>`` gives a
bundle back. It knows FHIR's own rules for that and nothing of the house.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

FAULTS = {
    "refused": "the bundle is not taken, with an OperationOutcome",
    "late": "the answer comes later, at an address of its own",
    "late_refused": "the answer comes later and is no",
    "double": "the bundle is taken, and the line breaks before the answer",
    "down": "nobody is at home (503), once for each bundle",
    "torn": "the bundle is taken, and the answer is no JSON",
}
FHIR_JSON = "application/fhir+json"
MOST_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class Books:
    """What the gateway remembers."""

    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    doubles: int = 0
    lock: Lock = field(default_factory=Lock)


class PretendGateway(ThreadingHTTPServer):
    """The server. Faults are shares of the bundles; they fall by the bundle's id and a seed."""

    daemon_threads = True

    def __init__(
        self,
        where: tuple[str, int] = ("127.0.0.1", 0),
        faults: Mapping[str, float] | None = None,
        seed: int = 1,
    ) -> None:
        super().__init__(where, _Handler)
        self.books = Books()
        self.faults = dict(faults or {})
        self.seed = seed

    @property
    def address(self) -> str:
        """Where it is asked."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def fault_of(self, bundle: str) -> str:
        """The fault that falls on a bundle; empty for none."""
        digest = hashlib.sha256(f"{self.seed}\x1f{bundle}".encode()).digest()
        draw, low = int.from_bytes(digest[:7], "big") / 2**56, 0.0
        for name in FAULTS:
            low += self.faults.get(name, 0.0)
            if draw < low:
                return name
        return ""


class _Handler(BaseHTTPRequestHandler):
    server: PretendGateway
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, MOST_BYTES))
        if self.path.rstrip("/") != "/Bundle" or length > MOST_BYTES:
            self._say(404, _outcome("not-found", "There is only /Bundle here"))
            return
        try:
            bundle = json.loads(body)
            key = str(bundle["id"])
        except (ValueError, KeyError, TypeError):
            self._say(400, _outcome("structure", "No JSON of a bundle with an id"))
            return
        wrong = _wrong(bundle)
        if wrong:
            self._say(422, _outcome("invalid", wrong))
            return
        self._take(key, bundle)

    def do_GET(self) -> None:
        books = self.server.books
        kind, _, key = self.path.strip("/").partition("/")
        with books.lock:
            if kind == "Bundle" and key in books.taken:
                self._say(200, books.taken[key])
                return
            if kind == "answer" and key in books.waiting:
                self._late(key)
                return
        self._say(404, _outcome("not-found", "Not here"))

    def _late(self, key: str) -> None:
        """A late answer is ready the second time that it is asked for."""
        books = self.server.books
        books.asked[key] = books.asked.get(key, 0) + 1
        fault, bundle = books.waiting[key]
        if books.asked[key] < 2:
            self._say(202, {}, {"Content-Location": f"/answer/{key}"})
        elif fault == "late_refused":
            self._say(422, _refusal(bundle))
        else:
            books.taken[key] = bundle
            self._say(200, _outcome("informational", "Taken", "information"))

    def _take(self, key: str, bundle: dict[str, Any]) -> None:
        books, fault = self.server.books, self.server.fault_of(key)
        with books.lock:
            if key in books.taken:
                books.doubles += 1
                self._say(200, _outcome("duplicate", "Taken before", "information"))
            elif fault == "refused":
                self._say(422, _refusal(bundle))
            elif fault in ("late", "late_refused"):
                books.waiting[key] = fault, bundle
                self._say(202, {}, {"Content-Location": f"/answer/{key}"})
            elif fault == "down" and not books.asked.get(key):
                books.asked[key] = 1
                self._say(503, {})
            else:
                books.taken[key] = bundle
                self._taken(key, fault)

    def _taken(self, key: str, fault: str) -> None:
        if fault == "double":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "torn":
            self._send(201, b"{torn", {})
        else:
            self._say(201, {}, {"Location": f"/Bundle/{key}"})

    def _say(
        self, status: int, told: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        self._send(status, json.dumps(told).encode() if told else b"", headers or {})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", FHIR_JSON)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold ids."""


def _wrong(bundle: Any) -> str:
    """What is wrong with a bundle at first sight; empty when nothing is."""
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "collection":
        return "A delivery report is a Bundle of the type collection"
    entries = bundle.get("entry")
    kinds = [
        e.get("resource", {}).get("resourceType") for e in entries or () if isinstance(e, dict)
    ]
    return "" if kinds.count("Patient") == 1 else "A delivery report is of one citizen"


def _refusal(bundle: dict[str, Any]) -> dict[str, Any]:
    number = len(bundle.get("entry", ())) - 1
    where = f"Bundle.entry[{number}].resource"
    return _outcome("business-rule", "Overlaps an earlier report", "error", where)


def _outcome(
    code: str, text: str, severity: str = "error", where: str = "Bundle"
) -> dict[str, Any]:
    issue = {"severity": severity, "code": code, "diagnostics": text, "expression": [where]}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
