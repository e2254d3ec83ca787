"""What is oldest in a house of many years opens as what is new does."""

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.access.models import User
from helhed.apps.decisions.models import Decision
from helhed.apps.orders.models import Order
from helhed.apps.plans.models import Plan
from helhed.apps.transfer.loading import load_frames
from helhed.synth.make import make

pytestmark = pytest.mark.django_db


def test_the_oldest_order_decision_and_plan_open():
    load_frames(make(0.03, 7))
    client = Client()
    client.force_login(User.objects.get(username="demo-head"))
    adults = {"case__department": "adults"}
    order = Order.objects.filter(**adults).earliest("sent_at")
    assert order.sent_at is not None
    assert order.sent_at.year < 2011
    pages = {
        "orders:one": order,
        "decisions:one": Decision.objects.filter(**adults).earliest("prepared_on"),
        "plans:one": Plan.objects.filter(**adults).earliest("started_on"),
    }
    answers = {name: client.get(reverse(name, args=[one.id])) for name, one in pages.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        pages, 200
    )
