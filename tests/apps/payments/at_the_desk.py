"""Finance at its screens: addresses by name, forms sent, and a month paid by the buttons."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from helhed.apps.payments.models import PayRun
from helhed.stand_ins.ledger import answer


class Desk:
    """Somebody at a screen: addresses by name, forms sent, what the page then says."""

    def __init__(self, actor):
        self.client = Client()
        self.client.force_login(actor.user)

    def see(self, name, *of):
        answered = self.client.get(reverse(name, args=of))
        assert answered.status_code == 200
        return answered.content.decode()

    def send(self, name, *of, **told):
        """The page that one ends at, whether it was done or refused."""
        answered = self.client.post(reverse(name, args=of), told, follow=True)
        assert answered.status_code in (200, 409)
        return answered.content.decode()


def make(desk, month="2026-10", department="adults"):
    desk.send("payments:make", department=department, month=month)
    return PayRun.objects.get(month=f"{month}-01")


def approve(desk, other, run):
    desk.send("payments:review", run.id)
    return other.send("payments:approve", run.id)


def pay(desk, other, folder, month="2026-10", department="adults", **faults):
    """A month all the way, by the buttons; its run."""
    run = make(desk, month, department)
    approve(desk, other, run)
    desk.send("payments:send", run.id)
    answer(folder / "out", folder / "in", faults, 1)
    desk.send("payments:read")
    run.refresh_from_db()
    return run
