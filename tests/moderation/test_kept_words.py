"""Words that people agreed to, and those that decisions rest on, stay: in the database and in the admin."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from moderation.models import Ground
from participants.models import ConsentText
from tests import factories


@pytest.fixture
def organiser(db):
    rights = ["change_ground", "delete_ground", "view_ground"]
    texts = ["add_consenttext", "change_consenttext", "view_consenttext"]
    names = [*(f"moderation.{right}" for right in rights), *(f"participants.{right}" for right in texts)]
    return factories.staff("organise@example.org", "Organisation", names)


@pytest.mark.parametrize("change", [{"title": "Autre"}, {"text": "Autre"}, {"kind": "illegal"}])
def test_words_of_a_ground_never_change(ground, change):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Ground.objects.update(**change)
    assert Ground.objects.update(retired_at=timezone.now(), sample_words="Merci.", position=3) == 1


def test_text_of_a_consent_never_changes(db):
    text = factories.ConsentTextFactory()
    for attempt in (lambda: ConsentText.objects.update(text="Autre"), text.delete):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            attempt()


def test_ground_is_retired_in_the_admin_and_not_reworded(client_of, organiser, ground):
    address = reverse(Ground.snippet_viewset.get_url_name("edit"), args=[ground.pk])
    typed = {"kind": "illegal", "title": "Autre", "text": "Autre", "sample_words": "Merci.", "position": 1}
    answer = client_of(organiser).post(address, {**typed, "valid_from": "2026-01-01 00:00"})
    before = ground.title
    ground.refresh_from_db()
    assert answer.status_code == 302
    assert (ground.title, ground.sample_words) == (before, "Merci.")


def test_admin_offers_no_change_of_a_consent_text(client_of, organiser):
    text = factories.ConsentTextFactory()
    edit = reverse(ConsentText.snippet_viewset.get_url_name("edit"), args=[text.pk])
    client = client_of(organiser)
    typed = {"language": "fr", "text": "Autre", "valid_from": "2026-01-01 00:00"}
    assert (client.get(edit).status_code, client.post(edit, typed).status_code) == (302, 302)
    policy = ConsentText.snippet_viewset.permission_policy
    assert [policy.user_has_permission(organiser, deed) for deed in ("add", "change", "delete")] == [True, False, False]
