"""Documents: kept outside the web root by digest, checked for size and kind, read with a log."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions import documents
from helhed.apps.cases.actions.documents import UnableToFileDocument
from helhed.apps.cases.models import Document
from helhed.rules.cases.sag import DocumentKind
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 indhold"


def package(*names):
    """An office file with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as found:
        for name in names:
            found.writestr(name, "x")
    return held.getvalue()


@pytest.fixture
def folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def town(folder):
    return Town()


def file(town, content, name="brev.pdf", title="Brev"):
    return documents.file_document(
        town.anna,
        case=town.case.id,
        kind=DocumentKind.INCOMING,
        title=title,
        file_name=name,
        content=content,
        dated=b.TODAY,
    )


def test_a_document_is_kept_under_its_digest_and_the_same_content_once(town, folder):
    made = file(town, [PDF[:3], PDF[3:]])
    file(town, [PDF], name="../../etc/brev.PDF")
    digest = hashlib.sha256(PDF).hexdigest()
    assert (made.sha256, made.size, made.content_type) == (digest, len(PDF), "application/pdf")
    assert [path.name for path in folder.iterdir()] == [digest]
    assert (folder / digest).read_bytes() == PDF
    assert {d.file_name for d in Document.objects.all()} == {"brev.pdf", "brev.PDF"}


def test_a_word_file_is_taken(town):
    content = package("[Content_Types].xml", "word/document.xml")
    assert file(town, [content], name="brev.docx").file_name == "brev.docx"


def test_a_document_without_a_title_is_called_by_its_file(town):
    assert file(town, [PDF], name="Brev fra mor.pdf", title=" ").title == "Brev fra mor"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("brev.exe", [PDF]),
        ("brev", [PDF]),
        ("brev.pdf", [b"<html>"]),
        ("brev.docx", [PDF]),
        ("brev.docx", [package("x.exe")]),
        ("brev.docx", [package("[Content_Types].xml", "xl/workbook.xml")]),
        ("brev.docx", [package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")]),
        ("ark.xlsx", [package("[Content_Types].xml", "xl/workbook.xml")[:60]]),
        ("brev.png", [b"\x89PNG"]),
        ("brev.txt", [b"tekst\x00"]),
        ("brev.pdf", []),
        ("brev.pdf", [PDF, *[b"x" * 1024 * 1024] * 25]),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_nothing_behind(town, folder, name, content):
    with pytest.raises(UnableToFileDocument):
        file(town, content, name=name)
    assert not Document.objects.exists()
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_cut_line_leaves_no_half_file(town, folder):
    def cut():
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        file(town, cut())
    assert list(folder.iterdir()) == []


def test_a_document_is_downloaded_with_a_log_row_and_never_shown_in_the_page(town):
    made = file(town, [PDF])
    address = reverse("cases:document", args=[made.id])
    answer = b.signed_in(town.anna).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="brev.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    [row] = Entry.objects.filter(action="document.read")
    assert (row.object_id, row.citizen, row.actor) == (made.id, town.citizen.id, town.anna.id)


def test_a_document_of_another_team_is_not_given_out(town):
    made = file(town, [PDF])
    address = reverse("cases:document", args=[made.id])
    assert b.signed_in(town.bo).get(address).status_code == 403
    assert b.signed_in(town.finance).get(address).status_code == 403
    assert not Entry.objects.filter(action="document.read").exists()


def test_a_document_whose_content_is_gone_is_not_there(town, folder):
    made = file(town, [PDF])
    (folder / made.sha256).unlink()
    address = reverse("cases:document", args=[made.id])
    assert b.signed_in(town.anna).get(address).status_code == 404


def test_a_file_is_sent_in_by_its_form(town):
    address = reverse("cases:file-document", args=[town.case.id])
    client = b.signed_in(town.anna)
    sent = {"title": "", "kind": "incoming", "dated": "2026-11-01"}
    wrong = client.post(address, {**sent, "file": SimpleUploadedFile("a.pdf", b"nej")})
    assert "Filens indhold passer ikke" in wrong.content.decode()
    right = client.post(address, {**sent, "file": SimpleUploadedFile("a.pdf", PDF)})
    assert right.status_code == 302
    assert Document.objects.get().title == "a"


def test_a_misfiled_document_is_kept_and_marked_and_shut_for_those_who_only_look(town):
    made = file(town, [PDF])
    client, address = b.signed_in(town.anna), reverse("cases:misfile", args=[made.id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "Hører til en anden"}).status_code == 302
    made.refresh_from_db()
    assert (made.misfiled_on, made.misfiled_by) == (b.TODAY, town.anna.user)
    shown = client.get(reverse("desk:case", args=[town.case.id])).content.decode()
    assert "Hører til en anden" in shown
    assert "Modtaget: Brev" not in shown  # no longer on the timeline
    content = reverse("cases:document", args=[made.id])
    assert b"".join(client.get(content).streaming_content) == PDF
    assert b.signed_in(town.head).get(content).status_code == 403
    with pytest.raises(documents.UnableToMisfile):
        documents.misfile(town.anna, document=made.id, reason="Igen")
