"""Services, who takes part, account, files: in words on the received order, files in the case."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from helhed.apps.cases.actions.documents import BY_ENDING, UnableToFileDocument, store
from helhed.apps.cases.models import Document
from helhed.apps.orders.landing.assessed import note
from helhed.apps.orders.landing.landed import Landing, own_id, whole_name
from helhed.fhir.ordering import parts as p
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.cases.sag import DocumentKind

Told = dict[str, str]


def services(landing: Landing) -> list[Told]:
    """Every service, ordered or given beside, with its days."""
    return [
        {
            "what": _service(part.what),
            "start": part.start,
            "end": part.end,
            "ordered": "1" if part.is_ordered else "",
            "state": part.activity,
        }
        for part in landing.all(p.Service)
    ]


def _service(code: p.Code) -> str:
    found = ffb.concepts().get((ffb.Kind.SERVICE, code.code)) if not code.system else None
    return found.name if found else code.text or code.code


def contacts(landing: Landing) -> list[Told]:
    """Whom to ask: the organisations of the message and their people, and what was agreed."""
    roles, agreed = _roles(landing)
    found = []
    for part in landing.all(p.Organization):
        if part.role == "messaging":
            continue
        people = part.contacts or (p.Contact(p.Named()),)
        for one in people:
            found.append(
                {
                    "organisation": part.name,
                    "role": roles.get(part.id, ""),
                    "name": " ".join([one.name.title, whole_name(one.name)]).strip(),
                    "phone": ", ".join(one.reach.phones),
                    "email": ", ".join(one.reach.emails),
                    "address": "; ".join(_address(a) for a in part.addresses),
                }
            )
    return found + [_person(one) for one in landing.all(p.Person)] + agreed


def _person(person: p.Person) -> Told:
    """Somebody around the citizen: their row has no room for mail and address."""
    return {
        "name": whole_name(person.names[0]) if person.names else "",
        "phone": ", ".join(person.reach.phones),
        "email": ", ".join(person.reach.emails),
        "address": "; ".join(_address(a) for a in person.addresses),
    }


def _address(address: p.Address) -> str:
    return f"{', '.join(address.lines)}, {address.postcode} {address.city}"


def _roles(landing: Landing) -> tuple[dict[str, str], list[Told]]:
    roles: dict[str, str] = {}
    agreed: list[Told] = []
    for team in landing.all(p.Team):
        for one in team.participants:
            if one.member is not None and one.role:
                roles[one.member.id] = _ROLES.get(one.role, one.role)
            if one.text:
                who = landing.find(one.member, p.Person)
                name = whole_name(who.names[0]) if who and who.names else ""
                agreed.append({"name": name, "agreed": one.text})
    return roles, agreed


_ROLES = {
    "koordinerende-myndighed": screen_text("Koordinerer myndighederne"),
    "samarbejdende-myndighed": screen_text("Samarbejdende myndighed"),
    "koordinerende-udfører": screen_text("Koordinerer udførerne"),
}


def account(landing: Landing) -> Told:
    """Where it is paid from."""
    found = landing.all(p.Account)
    if not found:
        return {}
    owner = landing.find(found[0].owner, p.Organization)
    for more in found[1:]:
        landing.no_place(screen_text("Endnu en konto"), more.number)
    return {
        "number": found[0].number,
        "owner": owner.name if owner else "",
        "ean": owner.ean if owner else "",
    }


def land_documents(landing: Landing) -> None:
    """Files are filed in the case; one that came without its content stands in the journal."""
    for part in landing.all(p.Document):
        for file in part.files or (p.Attachment(),):
            _file(landing, part, file)


def _file(landing: Landing, part: p.Document, file: p.Attachment) -> None:
    title = (part.text or file.title)[:120]
    said = "\n".join(text for text in (part.text, file.title) if text)
    content = _content(file)
    ending = next((end for end, kind in BY_ENDING.items() if kind == file.content_type), "")
    if content is None:
        note(landing, "", screen_text("Bilag nævnt i bestillingen, uden fil"), said)
        return
    stored = _stored(content, file.content_type) if ending else None
    if stored is None:
        landing.no_place(screen_text("Bilag, som huset ikke tager imod"), said)
        return
    digest, size = stored
    Document.objects.create(
        id=own_id(part.id, Document),
        case=landing.case,
        kind=DocumentKind.INCOMING.value,
        title=title,
        file_name=f"{(file.title or title)[:150]}{ending}",
        content_type=file.content_type,
        size=size,
        sha256=digest,
        dated=landing.day,
        filed_at=landing.now,
        filed_by=landing.user,
    )


def _stored(content: bytes, content_type: str) -> tuple[str, int] | None:
    """Digest and size of a file that was put in its place; None when the house does not take it."""
    try:
        return store(_pieces(content), content_type)
    except UnableToFileDocument:
        return None


def _content(file: p.Attachment) -> bytes | None:
    if not file.data:
        return None
    try:
        return base64.b64decode(file.data, validate=True)
    except binascii.Error:
        return None


def _pieces(content: bytes) -> Iterable[bytes]:
    yield content
