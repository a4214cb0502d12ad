"""The public journal says when a consultation opened, changed its rules and went out of view."""

import pytest
from django.urls import reverse

from consult.journal import first_break
from consult.models import ConsultationPage, JournalEntry
from consult.openings import record_closing, record_opening
from consult.register import described
from tests import factories

pytestmark = pytest.mark.django_db


def entries():
    return list(JournalEntry.objects.filter(event__startswith="consultation.").order_by("number"))


def events():
    return [entry.event.removeprefix("consultation.") for entry in entries()]


def publish(page, **changes):
    fresh = ConsultationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save_revision().publish()


@pytest.fixture
def page(consultation):
    publish(consultation)
    return consultation


def test_publishing_leaves_one_entry_with_a_hash_and_no_word(page):
    (entry,) = entries()
    assert (entry.event, entry.consultation) == ("consultation.published", page.slug)
    assert len(entry.content["hash"]) == 64
    assert page.question not in str(entry.content)
    publish(page, introduction="<p>Bonjour.</p>")
    assert events() == ["published"]


@pytest.mark.parametrize("change", ["moderation", "rules", "phase"])
def test_a_change_of_phases_or_rules_is_recorded(page, change):
    fresh = ConsultationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    if change == "phase":
        phase = fresh.phases.get()
        phase.may_submit = False
        fresh.phases = [phase]
    else:
        setattr(fresh, change, {"moderation": "after", "rules": "<p>On se tait.</p>"}[change])
    fresh.save_revision().publish()
    first, second = entries()
    assert second.event == "consultation.rules_changed"
    assert first.content["hash"] != second.content["hash"]


def test_out_of_view_and_back_are_recorded_in_turn(page):
    ConsultationPage.objects.get(pk=page.pk).unpublish()
    assert record_closing(page=page) is None
    publish(page)
    assert record_opening(page=page) is None
    assert events() == ["published", "unpublished", "published"]
    assert first_break(JournalEntry.objects.order_by("number")) is None


def test_the_admin_leaves_the_same_trace(page, client_of):
    root = client_of(factories.UserFactory(email="racine@example.org", is_superuser=True))
    root.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert events() == ["published", "unpublished"]


def test_a_draft_of_other_rules_leaves_none(page):
    fresh = ConsultationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    fresh.moderation = "after"
    fresh.save_revision()
    assert events() == ["published"]


def test_the_register_says_it_in_words(page):
    publish(page, moderation="after")
    ConsultationPage.objects.get(pk=page.pk).unpublish()
    sentences = {row["sentence"] for row in described(entries())}
    assert len(sentences) == 3
    assert not any(sentence.startswith("Event:") for sentence in sentences)
