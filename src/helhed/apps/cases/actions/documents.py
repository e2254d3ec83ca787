"""Filing documents. Contents lie outside the web root, named by their digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case
from helhed.apps.cases.contents import path_of
from helhed.apps.cases.models import Document
from helhed.apps.cases.texts import of_document
from helhed.apps.cases.word_index import drop, keep
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import DocumentKind

EARLIEST = date(1900, 1, 1)
MOST_BYTES = 25 * 1024 * 1024
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "text/plain": (),
}
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/",
}
"""The folder of its own parts that a package of each kind has (ECMA-376, Open Packaging)."""
PACKAGE, MACROS = "[Content_Types].xml", "vbaproject.bin"
WRONG_CONTENT = screen_text("Filens indhold passer ikke til dens navn. Gem den igen og prøv.")
BY_ENDING = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": "text/plain",
}


class UnableToMisfile(UnableTo):
    """A document cannot be marked as misfiled as asked."""


class UnableToFileDocument(UnableTo):
    """A file cannot be filed: too large, empty, or not of a kind that the house takes."""


def file_document(
    actor: Actor,
    *,
    case: UUID,
    kind: DocumentKind,
    title: str,
    file_name: str,
    content: Iterable[bytes],
    dated: date,
) -> Document:
    """File a document in a case. ``content`` comes in pieces. Raises UnableToFileDocument."""
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_JOURNAL, case)
        if not EARLIEST <= dated <= actor.today:
            raise UnableToFileDocument(screen_text("Vælg den dag, der står på dokumentet."))
        content_type = _content_type(file_name)
        digest, size = store(content, content_type)
        document = Document.objects.create(
            case=row,
            kind=kind.value,
            title=title.strip() or Path(file_name).stem[:120],
            file_name=Path(file_name).name[:160],
            content_type=content_type,
            size=size,
            sha256=digest,
            dated=dated,
            filed_at=actor.now(),
            filed_by=actor.user,
        )
        keep(of_document(document))
        wrote(actor, "document.file", document, row.citizen_id, size=size)
    return document


def misfile(actor: Actor, *, document: UUID, reason: str) -> None:
    """Mark a document as lying in the wrong case; it is kept. A closed case is set right too.

    Raises UnableToMisfile.
    """
    with transaction.atomic():
        row = (
            Document.objects.select_for_update(of=("self",)).select_related("case").get(id=document)
        )
        require_case(actor, Action.WRITE_JOURNAL, row.case)
        if not reason.strip():
            raise UnableToMisfile(screen_text("Skriv, hvorfor dokumentet er fejlplaceret."))
        if row.misfiled_on is not None:
            raise UnableToMisfile(screen_text("Dokumentet er allerede markeret."))
        row.misfiled_on, row.misfiled_by = actor.today, actor.user
        row.misfiled_reason = reason.strip()[:200]
        row.save(update_fields=["misfiled_on", "misfiled_by", "misfiled_reason"])
        drop([row.id])
        wrote(actor, "document.misfile", row, row.case.citizen_id)


def _content_type(file_name: str) -> str:
    try:
        return BY_ENDING[Path(file_name).suffix.lower()]
    except KeyError:
        text = screen_text("Filtypen kan ikke bruges. Brug PDF, Word, Excel, tekst eller billede.")
        raise UnableToFileDocument(text) from None


def store(content: Iterable[bytes], content_type: str) -> tuple[str, int]:
    """Put a file's content in its place. Returns digest and size. Raises UnableToFileDocument.

    The content stands whole before its name exists, so a cut line leaves nothing half.
    """
    folder = Path(settings.DOCUMENTS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        temporary = Path(file.name)
        try:
            for piece in content:
                size += len(piece)
                if size > MOST_BYTES:
                    raise UnableToFileDocument(screen_text("Filen er større end 25 MB."))
                head = (head + piece)[:1024] if len(head) < 1024 else head
                digest.update(piece)
                file.write(piece)
            _check_head(head, size, content_type)
            file.flush()
            _check_office(temporary, content_type)
            os.fsync(file.fileno())
            temporary.rename(path_of(digest.hexdigest()))
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size


def _check_office(file: Path, content_type: str) -> None:
    """A Word or Excel file is a package of its own parts, and carries no macros."""
    if content_type not in OFFICE:
        return
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        names = []
    if PACKAGE not in names or not any(name.startswith(OFFICE[content_type]) for name in names):
        raise UnableToFileDocument(WRONG_CONTENT)
    if any(name.lower().endswith(MACROS) for name in names):
        raise UnableToFileDocument(
            screen_text("Filen har makroer. Gem den uden makroer, og prøv igen.")
        )


def _check_head(head: bytes, size: int, content_type: str) -> None:
    if size == 0:
        raise UnableToFileDocument(screen_text("Filen er tom."))
    signatures = SIGNATURES[content_type]
    if signatures and not head.startswith(signatures):
        raise UnableToFileDocument(WRONG_CONTENT)
    if content_type == "text/plain" and b"\x00" in head:
        raise UnableToFileDocument(screen_text("Filen er ikke en tekstfil."))
