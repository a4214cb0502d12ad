"""S-13: a change of role, a suspension or another password ends the other sessions at the next request."""

import pytest
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest

from participants.models import User
from participants.wagtail_hooks import OwnNameForm
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-13")]
OWN = "/mon-espace/"


@pytest.fixture
def group(db):
    return Group.objects.create(name="Modération d’essai")


@pytest.fixture
def person(db):
    return factories.CitizenFactory(email="deux@example.org")


@pytest.fixture
def two(client_of, person):
    browsers = client_of(person), client_of(person)
    assert [browser.get(OWN).status_code for browser in browsers] == [200, 200]
    return browsers


def ended(browsers):
    return [browser.get(OWN).status_code == 302 for browser in browsers]


def right():
    return Permission.objects.get(codename="access_admin")


def save_as(person, **fields):
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda person, group: person.groups.add(group),
        lambda person, group: group.user_set.add(person),
        lambda person, group: person.groups.set([group]),
        lambda person, group: person.user_permissions.add(right()),
        lambda person, group: save_as(User.objects.get(pk=person.pk), is_superuser=True),
        lambda person, group: save_as(User.objects.get(pk=person.pk), is_active=False),
    ],
    ids=["group", "group from its side", "groups set", "right", "administrator", "suspended"],
)
def test_each_change_ends_both_sessions(two, person, group, change):
    change(person, group)
    assert ended(two) == [True, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda person, group: person.groups.remove(group),
        lambda person, group: person.groups.clear(),
        lambda person, group: group.user_set.remove(person),
        lambda person, group: group.user_set.clear(),
        lambda person, group: group.delete(),
    ],
    ids=["removed", "cleared", "removed from its side", "cleared from its side", "the group goes"],
)
def test_a_role_that_is_taken_ends_both_sessions(client_of, person, group, change):
    person.groups.add(group)
    browsers = client_of(person), client_of(person)
    assert ended(browsers) == [False, False]
    change(person, group)
    assert ended(browsers) == [True, True]


def test_the_sessions_of_others_go_on(two, client_of, other_citizen, person, group):
    others = client_of(other_citizen)
    person.groups.add(group)
    assert others.get(OWN).status_code == 200


def test_who_is_suspended_and_taken_back_signs_in_anew(two, person):
    for active in (False, True):
        save_as(User.objects.get(pk=person.pk), is_active=active)
    assert ended(two) == [True, True]


def test_what_is_no_role_ends_no_session(two, person):
    save_as(User.objects.get(pk=person.pk), display_name="Zoé")
    assert ended(two) == [False, False]


def test_an_account_read_earlier_brings_no_ended_session_back(two, person, group):
    read_before = User.objects.get(pk=person.pk)
    person.groups.add(group)
    save_as(read_before, display_name="Zoé")
    assert ended(two) == [True, True]


def test_another_password_ends_the_others_and_not_ones_own(two, person):
    own, other = two
    request = HttpRequest()
    request.session, request.user = own.session, person
    person.set_password("une phrase assez longue")
    person.save()
    update_session_auth_hash(request, person)
    request.session.save()
    own.cookies["sessionid"] = request.session.session_key
    assert ended([own, other]) == [False, True]


def test_the_admins_forms_end_them_too(client_of, two, person, group, lenient_templates):
    admin = client_of(User.objects.create_superuser("admin@example.org", display_name="Orga"))
    form = {"email": person.email, "display_name": "Deux", "language": "fr", "is_active": "on", "groups": [group.pk]}
    assert admin.post(f"/admin/users/edit/{person.pk}/", form).status_code == 302
    assert ended(two) == [True, True]
    again = client_of(User.objects.get(pk=person.pk))
    bulk = f"/admin/bulk/participants/user/set_active_state/?id={person.pk}&next=/admin/users/"
    for active in ("False", "True"):
        assert admin.post(bulk, {"mark_as_active": active}).status_code == 302
    assert User.objects.get(pk=person.pk).is_active
    assert ended([again]) == [True]
    last = client_of(User.objects.get(pk=person.pk))
    other = Group.objects.create(name="Rédaction d’essai")
    role = f"/admin/bulk/participants/user/assign_role/?id={person.pk}&next=/admin/users/"
    assert admin.post(role, {"role": other.pk}).status_code == 302
    assert ended([last]) == [True]


def test_a_name_changed_in_the_admin_brings_no_role_back(db):
    """The form was opened before the suspension, and is saved after it."""
    person = factories.staff("ancienne@example.org", "Ancienne", ["moderation.moderate_decision"])
    opened = User.objects.get(pk=person.pk)
    form = OwnNameForm({"display_name": "Nouvelle"}, instance=opened)
    User.objects.filter(pk=person.pk).update(is_active=False, is_superuser=False)
    assert form.is_valid()
    form.save()
    now = User.objects.get(pk=person.pk)
    assert (now.display_name, now.is_active) == ("Nouvelle", False)
