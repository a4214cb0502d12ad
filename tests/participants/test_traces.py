"""Of what tasks left behind, an erasure takes the person's address and name, and nothing else."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from participants.models import User
from participants.my_data import erase
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def failed(words, **more):
    tasks = apps.get_model("django_ox", "OxTask").objects
    row = {"task_path": "x", "backend_name": "default", "status": "FAILED", "enqueued_at": NOON}
    return tasks.create(**{**row, "errors": [{"traceback": words}], **more})


def left(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.errors[0]["traceback"] for row in rows]


@pytest.mark.requirement("P-4")
@pytest.mark.parametrize("name", ["e", "Ana", "the", "É", "a.*"])
def test_tasks_of_others_stay_whatever_one_is_called(citizen, name):
    User.objects.filter(pk=citizen.pk).update(display_name=name)
    citizen.refresh_from_db()
    rows = [failed("ValueError: Analysis of theatre"), failed("Été: bananas")]
    erase(participant=citizen)
    assert left(*rows) == ["ValueError: Analysis of theatre", "Été: bananas"]


@pytest.mark.requirement("P-4")
def test_the_address_goes_anywhere_and_the_name_as_a_word(citizen):
    User.objects.filter(pk=citizen.pk).update(display_name="Zoé K.")
    citizen.refresh_from_db()
    EmailAddress.objects.create(user=citizen, email="ancienne@example.org")
    rows = [
        failed("<xcitoyenne@example.org> of ZOÉ K.: Ancienne@example.org refused"),
        failed("Zoé K. later", status="READY", args=[7]),
    ]
    settled = failed("x", args=["Zoé K."], return_value={"Zoé K.": 1})
    erase(participant=citizen)
    assert left(*rows) == ["<x…> of …: … refused", "… later"]
    settled.refresh_from_db()
    assert (settled.args, settled.return_value, rows[1].args) == (["…"], {"…": 1}, [7])
