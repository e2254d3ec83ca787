"""The letter of a decision as PDF, in Danish: it is to a citizen and goes into the case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.queries.letter import Letter, letter
from helhed.apps.decisions.queries.page import LineShown
from helhed.apps.layout.web.answers import made
from helhed.apps.layout.web.pdf import compiled
from helhed.apps.layout.web.templatetags.helhed import day, kroner, quantity
from helhed.rules.access.rights import Action
from helhed.rules.decisions.egenbetaling import PaymentBasis
from helhed.rules.decisions.ydelser import PriceKind


@page(Action.SEE_CASE)
def one(request: Request, decision: UUID) -> HttpResponse:
    """The letter; before there is one, why not, on the decision's page."""
    found = made(request, lambda: letter(request.actor, decision))
    if found is None:
        return redirect("decisions:one", decision)
    at = found.found.row.decided_at
    assert at is not None
    body = compiled(__package__, "decision_letter.typ", told(found), at)
    answer = HttpResponse(body, content_type="application/pdf")
    name = f"afgoerelse-{found.found.case.number}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def told(found: Letter) -> dict[str, Any]:
    """What the letter says, word by word."""
    row, case = found.found.row, found.found.case
    refused = row.is_refusal
    title = "Afslag på ansøgning om hjælp" if refused else "Afgørelse om hjælp"
    protected = found.to.address_is_protected
    return {
        "title": title,
        "town": found.town,
        "name": found.to.name,
        "address": ["Adressen er beskyttet"] if protected else [found.to.address],
        "day": day(found.decided_on),
        "number": case.number,
        "opening": [_opening(found)],
        "services": []
        if refused
        else [
            {"name": line.service.name, "is_new": is_new, "lines": list(_lines(line))}
            for line, is_new in found.lines
        ],
        "sections": [
            {"title": title, "texts": texts} for title, texts in _sections(found) if any(texts)
        ],
        "by": row.decided_by.name if row.decided_by else "",
        "unit": case.unit,
    }


def _opening(found: Letter) -> str:
    law = " og ".join(found.law)
    if found.found.row.is_refusal:
        return f"Vi giver dig ikke den hjælp, du har søgt om. Det følger af {law}."
    return f"Vi giver dig den hjælp, der står her. Det følger af {law}."


def _lines(line: LineShown) -> Iterator[str]:
    row = line.row
    if line.offer:
        yield f"{line.offer} ({line.provider})" if line.provider else line.offer
    if row.quantity is not None and line.kind is PriceKind.WEEKLY_HOURS:
        yield f"{quantity(row.quantity)} timer om ugen"
    elif row.quantity is not None and row.quantity != 1:
        yield f"{quantity(row.quantity)} × {line.kind.label.lower()}"
    if line.kind is PriceKind.ONE_OFF:
        yield day(row.start)
        return
    yield f"Fra {day(row.start)} {f'til {day(row.end)}' if row.end else 'og indtil videre'}"


def _sections(found: Letter) -> Iterator[tuple[str, list[str]]]:
    row, page_of = found.found.row, found.found
    yield "Formålet med hjælpen", found.words("purpose")
    yield "Dine mål", [f"»{goal.own_words}«" for goal in page_of.chosen_goals]
    yield "Derfor har vi besluttet det", found.words("reasons")
    yield "Det har vi lagt til grund", found.words("facts")
    own = "Det har I som forældre sagt" if page_of.case.is_childs else "Det har du selv sagt"
    yield own, found.words("citizens_view")
    yield "Det har barnet sagt", found.words("childs_view")
    if not row.is_refusal:
        yield "Det betaler du selv", [text for line, _ in found.lines for text in _own(line)]
    yield "Sådan klager du", _complaint(found)


def _own(line: LineShown) -> Iterator[str]:
    for one in line.own.rows:
        often = "om dagen" if one.basis == PaymentBasis.DAY_RATE.value else "om måneden"
        amount = f"{kroner(one.oere, 2)} kr. {often} fra {day(one.start)}"
        yield f"{amount} for {line.service.name.lower()} (serviceloven § 163)."


def _complaint(found: Letter) -> list[str]:
    weeks, again = found.guidance.complaint_weeks, found.guidance.review_weeks
    phone = f" på telefon {found.phone}" if found.phone else ""
    return [
        f"Er du ikke enig, kan du klage. Det skal du gøre senest {weeks} uger efter, at du har"
        f" fået brevet. Du kan skrive eller ringe til os{phone}, eller komme forbi.",
        f"Vi ser på afgørelsen igen inden {again} uger. Holder vi fast i den, sender vi din klage"
        " til Ankestyrelsen, som tager stilling til den. Det koster ikke noget.",
        "Reglerne om klage står i retssikkerhedsloven §§ 60, 66 og 67.",
    ]
