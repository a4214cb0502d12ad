import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError

from consult.models import JournalEntry
from participants.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, lenient_templates):
    user = User.objects.create_superuser("admin@example.org", display_name="Administration")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fields(**changes):
    return {"email": "equipe@example.org", "display_name": "Équipe", "language": "fr", **changes}


def test_the_list_shows_accounts_and_not_imported_voices(admin, citizen):
    factories.UserFactory(email=None, display_name="Voix importée")
    answer = admin.get("/admin/users/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "citoyenne@example.org" in page
    assert "Voix importée" not in page


def test_the_list_is_searched_by_name_and_address(admin, citizen, other_citizen):
    by_name = admin.get("/admin/users/?q=Malik").content.decode()
    assert "voisin@example.org" in by_name
    assert "citoyenne@example.org" not in by_name
    assert "citoyenne@example.org" in admin.get("/admin/users/?q=citoyenne").content.decode()


def test_someone_is_added_with_an_address_and_a_name(admin):
    assert admin.get("/admin/users/new/").status_code == 200
    answer = admin.post("/admin/users/new/", fields(email="Equipe@Example.org"))
    user = User.objects.get(email="equipe@example.org")
    assert answer.status_code == 302
    assert user.display_name == "Équipe"
    assert not user.has_usable_password()


def test_an_address_stands_once_whatever_its_case(admin, citizen):
    answer = admin.post("/admin/users/new/", fields(email="Citoyenne@example.org"))
    assert answer.status_code == 200
    assert User.objects.filter(email__iexact="citoyenne@example.org").count() == 1


def test_someone_is_changed_and_suspended(admin, citizen):
    address = f"/admin/users/edit/{citizen.pk}/"
    assert admin.get(address).status_code == 200
    assert admin.post(address, fields(email="neuve@example.org", is_active="on")).status_code == 302
    assert User.objects.get(pk=citizen.pk).email == "neuve@example.org"
    admin.post(address, fields(email="neuve@example.org"))
    assert User.objects.get(pk=citizen.pk).is_active is False


def test_deleting_is_the_same_erasure(admin, citizen):
    assert admin.get(f"/admin/users/delete/{citizen.pk}/").status_code == 200
    admin.post(f"/admin/users/delete/{citizen.pk}/")
    assert not User.objects.filter(pk=citizen.pk).exists()
    assert JournalEntry.objects.get().event == "participant.erased"


def test_deleting_several_is_the_same_erasure(admin, citizen, other_citizen):
    address = f"/admin/bulk/participants/user/delete/?id={citizen.pk}&id={other_citizen.pk}"
    assert admin.get(address).status_code == 200
    admin.post(address)
    assert User.objects.count() == 1
    assert JournalEntry.objects.filter(event="participant.erased").count() == 2


def test_an_erased_person_leaves_no_name_in_the_log_of_the_admin(admin, citizen):
    from wagtail.models import ModelLogEntry

    admin.post(f"/admin/users/edit/{citizen.pk}/", fields(display_name="Nom à oublier", is_active="on"))
    assert ModelLogEntry.objects.filter(label="Nom à oublier").exists()
    admin.post(f"/admin/users/delete/{citizen.pk}/")
    assert not ModelLogEntry.objects.filter(label="Nom à oublier").exists()


def test_the_own_account_page_asks_for_the_one_name(admin):
    page = admin.get("/admin/account/").content.decode()
    assert "name_email-display_name" in page
    assert "first_name" not in page
    answer = admin.post(
        "/admin/account/",
        {
            "name_email-display_name": "Nouveau nom",
            "theme-theme": "dark",
            "theme-density": "default",
            "theme-contrast": "system",
            "locale-preferred_language": "en",
            "locale-current_time_zone": "",
        },
    )
    assert answer.status_code == 302
    assert User.objects.get(email="admin@example.org").display_name == "Nouveau nom"


@pytest.mark.parametrize("address", ["/admin/", "/admin/users/?is_active=true", "/admin/groups/"])
def test_the_pages_around_people_answer(admin, address):
    assert admin.get(address).status_code == 200


def test_createsuperuser_needs_an_address_only():
    call_command("createsuperuser", interactive=False, email="Chef@Example.org", verbosity=0)
    user = User.objects.get(email="chef@example.org")
    assert user.is_superuser
    assert not user.has_usable_password()


def test_createsuperuser_refuses_an_address_that_is_taken(citizen):
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, email="citoyenne@example.org", verbosity=0)


def test_a_new_superuser_signs_in_by_code(client, sign_in):
    call_command("createsuperuser", interactive=False, email="chef@example.org", verbosity=0)
    assert sign_in(client, "chef@example.org", "/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_somebody_is_found_by_key_also_among_a_few(citizen, db):
    """By key alone, in SQL that is written once; never beyond what a relation holds."""
    group = Group.objects.create(name="Quelques-uns")
    other = factories.UserFactory()
    group.user_set.add(other)
    assert User.objects.get(pk=citizen.pk) == citizen
    assert group.user_set.get(pk=other.pk) == other
    with pytest.raises(User.DoesNotExist):
        group.user_set.get(pk=citizen.pk)
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=0)
