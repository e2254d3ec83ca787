"""The way to KL's gateway: a bundle out, an answer back. The queue knows nothing of HTTP.

The reporting guide describes no transport; the sister guide's capability statement (kl-gateway)
is a FHIR REST server that takes ``Bundle``: posted to ``<address>/Bundle`` as FHIR JSON, validated
at once or answered with 202 and an address where the answer comes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

FHIR_JSON = "application/fhir+json"
SECONDS = 30
MOST_BYTES = 4 * 1024 * 1024
MOST_ISSUES = 200
MOST_LETTERS = 1_000


class Outcome(Enum):
    """What became of a bundle."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said. ``issues`` have ``code``, ``severity``, ``text`` and ``where``;
    ``ticket`` is where a late answer is fetched; ``status`` is that of HTTP, 0 when nobody
    answered."""

    outcome: Outcome
    status: int = 0
    issues: tuple[dict[str, str], ...] = ()
    ticket: str = ""


class Gateway(Protocol):
    """Somebody who takes bundles."""

    def deliver(self, contents: str) -> Answer:
        """Hand over a bundle. Handing over the same one again does nothing more."""

    def fetch(self, ticket: str) -> Answer:
        """Ask for a late answer."""


class _StayHere(HTTPRedirectHandler):
    """A report goes to the address that was set up and nowhere else."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


class HttpGateway:
    """A gateway that is asked over HTTP."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError("the gateway's address begins with https://")
        self._address = address.rstrip("/")
        self._seconds = seconds
        self._opener = build_opener(_StayHere)

    def deliver(self, contents: str) -> Answer:
        """See Gateway."""
        return self._ask(f"{self._address}/Bundle", contents.encode())

    def fetch(self, ticket: str) -> Answer:
        """See Gateway. A ticket that leads to another host is not followed."""
        where = urljoin(f"{self._address}/", ticket)
        if urlsplit(where)[:2] != urlsplit(self._address)[:2]:
            return Answer(Outcome.TROUBLE)
        return self._ask(where, None)

    def _ask(self, where: str, data: bytes | None) -> Answer:
        headers = {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON}
        asked = Request(where, data, headers)  # noqa: S310 the scheme is checked
        try:
            with self._opener.open(asked, timeout=self._seconds) as answer:
                return _read(answer.status, answer.headers, answer.read(MOST_BYTES))
        except HTTPError as error:
            with error:
                return _read(error.code, error.headers, _rest(error))
        except (URLError, HTTPException, OSError):
            return Answer(Outcome.TROUBLE)


def _rest(error: HTTPError) -> bytes:
    try:
        return error.read(MOST_BYTES)
    except (HTTPException, OSError):
        return b""


def _read(status: int, headers: Any, body: bytes) -> Answer:
    issues = _issues(body)
    if status == 202:
        ticket = headers.get("Content-Location") or headers.get("Location") or ""
        return Answer(Outcome.LATER if ticket else Outcome.TROUBLE, status, issues, ticket[:300])
    if status in (200, 201, 409):  # 409: it has this one already
        return Answer(Outcome.ACCEPTED, status, issues)
    if 400 <= status < 500 and status not in (401, 403, 404, 408, 429):
        return Answer(Outcome.REJECTED, status, issues)
    return Answer(Outcome.TROUBLE, status, issues)


def _issues(body: bytes) -> tuple[dict[str, str], ...]:
    """The issues of an OperationOutcome, as short texts; none when it is something else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    listed = told.get("issue") if isinstance(told, dict) else None
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(_issue(one) for one in found[:MOST_ISSUES])


def _issue(one: dict[str, Any]) -> dict[str, str]:
    details = one.get("details")
    said = details if isinstance(details, dict) else {}
    codings = said.get("coding")
    first = codings[0] if isinstance(codings, list) and codings else {}
    code = first.get("code") if isinstance(first, dict) else None
    where = one.get("expression") or one.get("location") or []
    places = where if isinstance(where, list) else [where]
    return {
        "code": _short(code or one.get("code")),
        "severity": _short(one.get("severity")),
        "text": _short(one.get("diagnostics") or said.get("text")),
        "where": _short(", ".join(str(place) for place in places)),
    }


def _short(text: object) -> str:
    return str(text or "").replace("\x00", "")[:MOST_LETTERS]
