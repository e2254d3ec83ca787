"""In the demonstration the head of both departments sees what the young cost in all."""

import re

import pytest

from helhed.apps.access.models import User
from helhed.apps.access.queries import demo_log_ins
from helhed.apps.transfer.loading import load_frames
from helhed.synth import make
from tests.apps import building as b
from tests.apps.forecasts.house import somebody

pytestmark = pytest.mark.django_db


def test_the_head_of_both_departments_sees_the_joint_cost():
    load_frames(make(0.01, 5))
    page = b.signed_in(somebody("demo-head-both")).get("/overgang/").content.decode()
    heads = re.findall(r"<th[^>]*>(?:<a[^>]*>)?([^<]+)", page)
    heads = [head.strip() for head in heads if head.strip()]
    assert heads.index("Sammen i år") < heads.index("Børn i år")
    assert "Voksne næste år" not in heads, "there is no room for it but in the files"
    assert (
        "Sammen i år" not in b.signed_in(somebody("demo-head")).get("/overgang/").content.decode()
    )
    told = [user.username for user, _role in demo_log_ins()]
    assert told.count("demo-head-both") == 1
    assert len(told) == User.objects.filter(username__startswith="demo-").count()
    assert b.signed_in(somebody("demo-head-both")).get("/").status_code == 200
