"""The acts of access, citizens, cases and notifications."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from helhed.apps.access import actions as access
from helhed.apps.access.models import RoleHolding
from helhed.apps.cases.actions import documents, journal, opening, tasks
from helhed.apps.notifications import actions as notifications
from helhed.apps.notifications.models import Notification
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.cpr import Cpr
from helhed.rules.access.rights import Role
from helhed.rules.cases.sag import CaseArea, DocumentKind, EntryKind, OpenedThrough
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import Concern, NotifierKind
from tests.apps import building as b
from tests.apps.audit import acts_on_citizens
from tests.apps.audit.act import ALL_BUT_ADMIN, OF_FAMILY, OF_NORTH, Act, Arguments, no
from tests.apps.town import CHILDS_CPR, CPR, SECRET, Town, unknown

SINCE = date(2026, 11, 1)
TOMORROW = b.TODAY + timedelta(days=1)
RECEIVED = datetime(2026, 11, 1, 9, 30, tzinfo=DANISH_TIME)


PASSWORD = f"En lang {SECRET}"


def _password_of(town: Town) -> str:
    user = town.anna.user
    user.set_password(f"Den gamle {SECRET}")
    user.save()
    return f"Den gamle {SECRET}"


def _holding(town: Town) -> RoleHolding:
    return town.bo.user.holdings.get()


ACCESS = (
    Act(
        access.make_user,
        lambda town: {
            "username": "ny",
            "name": SECRET,
            "email": f"{SECRET}@example.org",
            "password": PASSWORD,
        },
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(no(access.UnableToSetPassword, password=SECRET),),
    ),
    Act(
        access.renew_password,
        lambda town: {"user": town.bo.id, "password": PASSWORD},
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(no(access.UnableToSetPassword, password=SECRET),),
    ),
    Act(
        access.change_password,
        lambda town: {"old": _password_of(town), "new": PASSWORD},
        strangers=(),
        refuses=(
            no(access.UnableToSetPassword, old=SECRET),
            no(access.UnableToSetPassword, new=SECRET),
        ),
    ),
    Act(
        access.close_user,
        lambda town: {"user": (town.admin and town.bo).id},
        who="admin",
        strangers=ALL_BUT_ADMIN,
    ),
    Act(
        access.open_user,
        lambda town: {"user": town.bo.id},
        who="admin",
        strangers=ALL_BUT_ADMIN,
    ),
    Act(
        access.give_role,
        lambda town: {
            "user": town.bo.id,
            "role": Role.VISITATION,
            "unit": town.adults.id,
            "provider": None,
            "start": b.TODAY,
        },
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(
            no(access.UnableToGiveRole, unit=None),
            no(access.UnableToGiveRole, role=Role.PROVIDER),
        ),
    ),
    Act(
        access.end_role,
        lambda town: {"holding": _holding(town).id, "end": b.TODAY},
        who="admin",
        strangers=ALL_BUT_ADMIN,
    ),
    Act(access.note_log_out, lambda town: {}, strangers=()),
    Act(access.choose_language, lambda town: {"language": "en"}, strangers=()),
)


def _written(town: Town, sign: bool = False) -> UUID:
    return journal.write_entry(
        town.anna,
        case=town.case.id,
        kind=EntryKind.NOTE,
        title=SECRET,
        text=SECRET,
        happened_on=b.TODAY,
        sign=sign,
    ).id


def _entry(town: Town) -> Arguments:
    return {
        "kind": EntryKind.PHONE,
        "title": f"Samtale {SECRET}",
        "text": f"Ringede {SECRET}",
        "happened_on": b.TODAY,
    }


JOURNAL = (
    Act(
        journal.write_entry,
        lambda town: {**_entry(town), "case": town.case.id, "sign": True},
        refuses=(
            no(journal.UnableToWriteEntry, title=" "),
            no(journal.UnableToWriteEntry, text=""),
            no(journal.UnableToWriteEntry, happened_on=TOMORROW),
        ),
    ),
    Act(
        journal.change_entry,
        lambda town: {**_entry(town), "entry": _written(town)},
        refuses=(
            no(journal.UnableToWriteEntry, title=""),
            no(journal.UnableToWriteEntry, happened_on=TOMORROW),
        ),
    ),
    Act(
        journal.write_field,
        lambda town: {
            "case": town.case.id,
            "entry": unknown(),
            "field": "text",
            "value": f"Ringede {SECRET}",
        },
        refuses=(
            no(journal.UnableToWriteEntry, field="signed_at"),
            no(journal.UnableToWriteEntry, field="kind", value="findes-ikke"),
            no(journal.UnableToWriteEntry, field="title", value="x" * 121),
            no(journal.UnableToWriteEntry, field="happened_on", value=TOMORROW.isoformat()),
            no(journal.UnableToWriteEntry, field="happened_on", value="i går"),
        ),
    ),
    Act(journal.drop_draft, lambda town: {"entry": _written(town)}),
    Act(journal.sign_entry, lambda town: {"entry": _written(town)}),
)


def _task(town: Town) -> UUID:
    return tasks.add_task(town.anna, case=town.case.id, title=SECRET, due=b.TODAY).id


def _document(town: Town) -> UUID:
    return documents.file_document(
        town.anna,
        case=town.case.id,
        kind=DocumentKind.INCOMING,
        title=SECRET,
        file_name="brev.txt",
        content=[b"indhold"],
        dated=b.TODAY,
    ).id


CASES = (
    Act(
        opening.open_case,
        lambda town: {
            "citizen": town.citizen.id,
            "unit": town.north.id,
            "area": CaseArea.DISABILITY,
            "opened_through": OpenedThrough.APPLICATION,
            "reason": SECRET,
        },
        refuses=(
            no(opening.UnableToOpenCase, reason=" "),
            no(opening.UnableToOpenCase, area=CaseArea.CHILD_AT_RISK),
        ),
    ),
    Act(
        opening.give_case,
        lambda town: {"case": town.case.id, "responsible": town.leader.id},
    ),
    Act(
        opening.write_what_matters,
        lambda town: {"case": town.case.id, "words": f"Min hund {SECRET}"},
    ),
    Act(
        documents.file_document,
        lambda town: {
            "case": town.case.id,
            "kind": DocumentKind.INCOMING,
            "title": SECRET,
            "file_name": f"{SECRET}.pdf",
            "content": [b"%PDF-1.7 ", b"indhold"],
            "dated": b.TODAY,
        },
        refuses=(
            no(documents.UnableToFileDocument, file_name="virus.exe"),
            no(documents.UnableToFileDocument, dated=TOMORROW),
            no(documents.UnableToFileDocument, dated=date(1031, 5, 1)),
            no(documents.UnableToFileDocument, content=[b"MZ..."]),
            no(documents.UnableToFileDocument, content=[]),
            no(documents.UnableToFileDocument, file_name="a.txt", content=[b"a\x00b"]),
        ),
    ),
    Act(
        tasks.add_task,
        lambda town: {"case": town.case.id, "title": f"Ring {SECRET}", "due": TOMORROW},
        refuses=(
            no(tasks.UnableToAddTask, title="  "),
            no(tasks.UnableToAddTask, due=SINCE),
        ),
    ),
    Act(
        tasks.change_task,
        lambda town: {
            "task": _task(town),
            "title": f"Skriv {SECRET}",
            "due": TOMORROW,
            "assigned_to": town.leader.id,
        },
        refuses=(
            no(tasks.UnableToChangeTask, title=" "),
            no(tasks.UnableToChangeTask, due=SINCE),
            no(tasks.UnableToChangeTask, assigned_to=unknown()),
        ),
    ),
    Act(
        documents.misfile,
        lambda town: {"document": _document(town), "reason": SECRET},
        refuses=(no(documents.UnableToMisfile, reason=" "),),
    ),
    Act(tasks.finish_task, lambda town: {"task": _task(town)}),
)


def report(town: Town, **changes: object) -> notifications.Report:
    """A notification from a school."""
    facts = {
        "unit": town.family.id,
        "received_at": RECEIVED,
        "notifier_kind": NotifierKind.SCHOOL,
        "notifier_name": f"Lærer {SECRET}",
        "concern": Concern.SCHOOL,
        "text": f"Kommer aldrig {SECRET}",
    }
    return notifications.Report(**{**facts, **changes})


def received(town: Town, **changes: object) -> Notification:
    """A notification that came in."""
    return notifications.receive(
        town.carla,
        cpr=Cpr(CHILDS_CPR),
        name=SECRET,
        municipality="0999",
        report=report(town, **changes),
    )


def judged(town: Town) -> Notification:
    """A notification that was judged."""
    row = received(town)
    notifications.judge(town.carla, notification=row.id, in_danger=False, words=SECRET)
    return row


NOTIFICATIONS = (
    Act(
        notifications.receive,
        lambda town: {
            "cpr": Cpr(CHILDS_CPR),
            "name": SECRET,
            "municipality": "0999",
            "report": report(town),
        },
        who="carla",
        strangers=OF_FAMILY,
        refuses=(
            no(notifications.UnableToReceive, name=""),
            no(notifications.UnableToReceive, cpr=Cpr(CPR)),
        ),
    ),
    Act(
        notifications.judge,
        lambda town: {"notification": received(town).id, "in_danger": True, "words": SECRET},
        who="carla",
        strangers=OF_FAMILY,
        refuses=(no(notifications.UnableToJudge, words=" "),),
    ),
    Act(
        notifications.send_receipt,
        lambda town: {"notification": received(town).id},
        who="carla",
        strangers=OF_FAMILY,
    ),
    Act(
        notifications.decide_outcome,
        lambda town: {
            "notification": judged(town).id,
            "outcome": Outcome.EXAMINATION,
            "reason": SECRET,
            "area": CaseArea.CHILD_AT_RISK,
        },
        who="carla",
        strangers=OF_FAMILY,
        refuses=(
            no(notifications.UnableToJudge, reason=""),
            no(notifications.UnableToJudge, outcome=Outcome.COVERED_BY_OPEN_CASE),
            no(opening.UnableToOpenCase, area=CaseArea.DISABILITY),
        ),
    ),
)

ACTS = (*ACCESS, *JOURNAL, *CASES, *acts_on_citizens.PERSON, *NOTIFICATIONS)

__all__ = ["ACTS", "OF_NORTH", "judged", "received", "report"]
