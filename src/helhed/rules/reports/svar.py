"""What an answer from KL's gateway means to whoever mends the report, and what to do.

The gateway answers with FHIR's OperationOutcome: a code of the value set issue-type and its own
words, in English. Source of the codes: HL7 FHIR R4, CodeSystem issue-type. The sentences are the
house's own.
"""

from __future__ import annotations

from helhed.kernel.words import screen_text

_LACKS = screen_text(
    "KL mangler noget i rapporten. Se på sagen, om alt er skrevet, og lav rapporten igen."
)
_UNUSABLE = screen_text(
    "KL kan ikke bruge en af oplysningerne. Se på sagen, om valg og datoer er rigtige, og lav"
    " rapporten igen."
)
_AGAINST = screen_text(
    "Rapporten passer ikke med noget, KL har fået før. Se, om datoerne på sagen passer sammen, ret"
    " dem, og lav rapporten igen."
)
_KNOWN = screen_text("KL har allerede fået det, rapporten fortæller. Du skal ikke gøre mere.")
_UNREADABLE = screen_text(
    "KL kan ikke læse rapporten. Det er ikke noget, du har skrevet forkert. Giv KL's egne ord"
    " videre til jeres systemadministrator."
)
_SHUT_OUT = screen_text(
    "KL lukker ikke kommunen ind. Det er ikke noget, du har skrevet forkert. Sig det til jeres"
    " systemadministrator."
)
_LATER = screen_text("KL kunne ikke tage imod lige nu. Lav rapporten igen senere.")
_TAKEN = screen_text("KL skriver blot, hvad der skete. Du skal ikke gøre noget.")
_UNKNOWN = screen_text(
    "KL har ikke taget imod rapporten. Læs KL's egne ord, og spørg jeres systemadministrator, hvis"
    " du er i tvivl."
)

_MEANS = {
    **dict.fromkeys(("required", "incomplete"), _LACKS),
    **dict.fromkeys(("invalid", "value", "invariant", "code-invalid", "too-long"), _UNUSABLE),
    **dict.fromkeys(("business-rule", "conflict", "multiple-matches"), _AGAINST),
    "duplicate": _KNOWN,
    **dict.fromkeys(("structure", "processing", "not-supported", "extension"), _UNREADABLE),
    **dict.fromkeys(("security", "login", "expired", "forbidden", "suppressed"), _SHUT_OUT),
    **dict.fromkeys(
        ("transient", "lock-error", "no-store", "exception", "timeout", "throttled"), _LATER
    ),
    "informational": _TAKEN,
}


def meaning(code: str, severity: str = "") -> str:
    """What an issue means and what to do, in a sentence to translate; ``code`` is FHIR's type of
    the issue, or the gateway's own, which nobody here knows."""
    if severity == "information" and code not in ("duplicate", "informational"):
        return _TAKEN
    return _MEANS.get(code, _UNKNOWN)
