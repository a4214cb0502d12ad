"""A draft opened to all: what is frozen, who says what, what the team answers, what became of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cms.models import Edition, Finding, PublicReading, Remark, SynthesisPage
from cms.readings.notes import reading_notes
from cms.readings.opening import AlreadyOpen, NotToBeOpened, open_reading
from cms.readings.remarks import NotOpen, answer, comment, look_at, say_meaning
from consult.errors import Conflict, NotAllowed, NotYours, Refused
from consult.models import JournalEntry
from participants.models import Notice
from proposals.actions import FormUsedUp, KeyOfAnother
from proposals.permissions import ConsentNeeded, SignInNeeded
from tests import factories
from tests.cms.readings_shelf import STATEMENT, opened, ready
from tests.cms.shelf import cite, draft

pytestmark = pytest.mark.django_db


def finding_of(reading):
    return reading.edition.findings.get(number=1)


def citation_of(reading):
    return finding_of(reading).citations.select_related("version__proposal", "argument").get(order=0)


def said(reading, author, text="Et les bus ?", **fields):
    return comment(reading=reading, finding=finding_of(reading), author=author, text=text, **fields)


def test_opening_freezes_what_the_desk_holds(consultation, at_noon):
    stand, reading = opened(consultation)
    Finding.objects.filter(page=stand.page).update(statement="Autre chose.")
    assert reading.edition.kind == Edition.Kind.READING
    assert finding_of(reading).statement == STATEMENT
    entry = JournalEntry.objects.get(event="reading.opened")
    assert entry.content["hash"] == reading.edition.hash
    assert entry.content["reading"] == "L-1"
    assert not Edition.objects.published().exists()


def test_a_red_gate_is_listed_and_does_not_close_the_draft(consultation, at_noon, client):
    stand = ready(consultation)
    Finding.objects.create(page=stand.page, kind="agreement", statement="Sans rien.", sort_order=5)
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=2))
    assert reading.edition.open_gates == ["citations", "contrary"]
    assert "rest on no citation yet" in client.get(reading.get_absolute_url(), headers={"Cookie": "langue=en"}).text


def test_a_text_that_waits_does_not_become_public_through_a_draft(consultation, at_noon):
    stand = ready(consultation)
    waiting = factories.ProposalFactory(consultation=consultation, waiting=True)
    cite(Finding.objects.get(page=stand.page), waiting, "Plus de trains")
    with pytest.raises(NotToBeOpened):
        open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=2))
    assert not PublicReading.objects.exists()


def test_nobody_opens_a_draft_who_may_not_publish(consultation, at_noon, citizen):
    stand = ready(consultation)
    with pytest.raises(NotAllowed):
        open_reading(page=stand.page, by=citizen, closes_at=at_noon + timedelta(days=2))


def test_one_draft_at_a_time_and_an_end_after_its_beginning(consultation, at_noon):
    stand, _reading = opened(consultation)
    with pytest.raises(AlreadyOpen):
        open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=9))
    with pytest.raises(Refused):
        open_reading(page=stand.page, by=stand.editor, closes_at=at_noon)


def test_anyone_reads_it_without_a_cookie(consultation, at_noon, client):
    _stand, reading = opened(consultation)
    answered = client.get(reading.get_absolute_url())
    assert answered.status_code == 200
    assert STATEMENT in answered.text
    assert not answered.cookies
    assert "csrf" not in answered.text
    assert f"/{consultation.slug}/lecture/1/constat-1/remarque/" in answered.text


def test_a_draft_is_closed_before_its_time_and_where_privacy_reigns(consultation, at_noon, client):
    stand = ready(consultation)
    later = at_noon + timedelta(days=1)
    reading = open_reading(page=stand.page, by=stand.editor, opens_at=later, closes_at=later + timedelta(days=1))
    assert client.get(reading.get_absolute_url()).status_code == 404
    with time_machine.travel(later, tick=False):
        assert client.get(reading.get_absolute_url()).status_code == 200
        stand.page.view_restrictions.create(restriction_type="login")
        assert client.get(reading.get_absolute_url()).status_code == 404


def test_a_remark_waits_until_someone_looked_at_it(consultation, at_noon, citizen, client):
    stand, reading = opened(consultation)
    remark = said(reading, citizen, "Et les <b>bus</b> ?")
    assert "bus" not in client.get(reading.get_absolute_url()).text
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    page = client.get(reading.get_absolute_url()).text
    assert "Et les &lt;b&gt;bus&lt;/b&gt; ?" in page
    assert Notice.objects.filter(recipient=citizen, kind="reading.looked_at").count() == 1


def test_a_declined_remark_says_why_to_its_author_alone(consultation, at_noon, citizen, client, client_of):
    stand, reading = opened(consultation)
    remark = said(reading, citizen, "Une attaque.")
    with pytest.raises(Refused):
        look_at(remark=remark, by=stand.editor, publish=False, read_text=remark.text)
    look_at(remark=remark, by=stand.editor, publish=False, why="C’est une attaque.", read_text=remark.text)
    assert "Une attaque." not in client.get(reading.get_absolute_url()).text
    assert "C’est une attaque." in client_of(citizen).get(reading.get_absolute_url()).text
    assert "C’est une attaque." in Notice.objects.get(recipient=citizen).body


def test_moderators_look_too_and_nobody_at_their_own(consultation, at_noon, moderator, citizen):
    stand, reading = opened(consultation)
    with pytest.raises(NotAllowed):
        look_at(remark=said(reading, stand.editor), by=stand.editor, publish=True, read_text="Et les bus ?")
    with pytest.raises(NotAllowed):
        look_at(remark=said(reading, stand.author), by=citizen, publish=True, read_text="Et les bus ?")
    remark = look_at(remark=said(reading, citizen), by=moderator, publish=True, read_text="Et les bus ?")
    assert remark.is_public


def test_who_may_say_something(consultation, at_noon, stranger):
    _stand, reading = opened(consultation)
    with pytest.raises(SignInNeeded):
        said(reading, None)
    with pytest.raises(ConsentNeeded):
        said(reading, stranger)
    suspended = factories.CitizenFactory(is_active=False)
    with pytest.raises(NotAllowed):
        said(reading, suspended)
    assert not Remark.objects.exists()


def test_a_form_sent_twice_counts_once(consultation, at_noon, citizen, other_citizen):
    _stand, reading = opened(consultation)
    key = uuid4()
    assert said(reading, citizen, idempotency_key=key) == said(reading, citizen, idempotency_key=key)
    with pytest.raises(FormUsedUp):
        said(reading, citizen, "Autre chose", idempotency_key=key)
    with pytest.raises(KeyOfAnother):
        said(reading, other_citizen, idempotency_key=key)
    assert Remark.objects.count() == 1


def test_after_the_close_nothing_is_accepted(consultation, at_noon, citizen, client_of):
    stand, reading = opened(consultation)
    address = reverse("cms_readings:comment", args=[consultation.slug, 1, 1])
    with time_machine.travel(at_noon + timedelta(days=7), tick=False):
        with pytest.raises(NotOpen):
            said(reading, citizen)
        with pytest.raises(NotOpen):
            say_meaning(reading=reading, citation=citation_of(reading), author=stand.author, meant=True)
        refused = client_of(citizen).post(address, {"text": "Trop tard", "key": str(uuid4())})
        page = client_of(citizen).get(reading.get_absolute_url()).text
    assert refused.status_code == 409
    assert "Trop tard" in refused.text  # what was typed stays on the screen
    assert "/remarque/" not in page
    assert not Remark.objects.exists()


def test_only_the_author_of_cited_words_says_whether_they_were_understood(consultation, at_noon, citizen, client_of):
    stand, reading = opened(consultation)
    with pytest.raises(NotYours):
        say_meaning(reading=reading, citation=citation_of(reading), author=citizen, meant=True)
    address = reverse("cms_readings:meaning", args=[consultation.slug, 1, 1, 1])
    assert client_of(citizen).get(address).status_code == 404
    assert client_of(stand.author).get(address).status_code == 200
    assert address in client_of(stand.author).get(reading.get_absolute_url()).text
    assert address not in client_of(citizen).get(reading.get_absolute_url()).text


def test_the_author_of_a_cited_argument_too(consultation, at_noon, citizen):
    stand = ready(consultation)
    argument = factories.ArgumentFactory(proposal=stand.proposal, author=citizen)
    finding = Finding.objects.get(page=stand.page)
    finding.citations.all().delete()
    cite(finding, argument, "après le dernier train")
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=1))
    assert say_meaning(reading=reading, citation=citation_of(reading), author=citizen, meant=False).kind == "not_meant"


def test_what_one_meant_counts_at_once_and_changes_until_the_close(consultation, at_noon):
    stand, reading = opened(consultation)
    citation = citation_of(reading)
    say_meaning(reading=reading, citation=citation, author=stand.author, meant=True)
    notes = reading_notes(reading.edition)[str(finding_of(reading).key)]
    assert (notes["meant"], notes["not_meant"]) == (1, 0)
    again = say_meaning(reading=reading, citation=citation, author=stand.author, meant=False, text="Je parlais du bus.")
    notes = reading_notes(reading.edition)[str(finding_of(reading).key)]
    assert (notes["meant"], notes["not_meant"]) == (0, 1)
    assert again.state == Remark.State.SUBMITTED
    assert Remark.objects.count() == 1


def test_words_changed_after_they_were_published_wait_again(consultation, at_noon, client):
    stand, reading = opened(consultation)
    citation = citation_of(reading)
    first = say_meaning(reading=reading, citation=citation, author=stand.author, meant=False, text="Le bus.")
    look_at(remark=first, by=stand.editor, publish=True, read_text="Le bus.")
    say_meaning(reading=reading, citation=citation, author=stand.author, meant=False, text="Une attaque.")
    assert "Une attaque." not in client.get(reading.get_absolute_url()).text
    with pytest.raises(Conflict):
        look_at(remark=first, by=stand.editor, publish=True, read_text="Le bus.")


def test_each_remark_is_answered_and_the_answers_stay(consultation, at_noon, citizen, client):
    stand, reading = opened(consultation)
    remark = said(reading, citizen)
    with pytest.raises(Conflict):
        answer(remark=remark, by=stand.editor, kept=True, words="Vu.")
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    answer(remark=remark, by=stand.editor, kept=False, words="Personne n’en parle.")
    given = answer(remark=remark, by=stand.editor, kept=True, words="Le constat parle aussi des bus.")
    page = client.get(reading.get_absolute_url()).text
    assert page.index("Personne n’en parle.") < page.index("Le constat parle aussi des bus.")
    assert Notice.objects.filter(recipient=citizen, kind="reading.answered").count() == 2
    assert JournalEntry.objects.filter(event="reading.remark_answered").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        type(given).objects.filter(pk=given.pk).update(words="Autre chose.")
    with pytest.raises(IntegrityError), transaction.atomic():
        given.delete()


def test_only_editors_answer(consultation, at_noon, moderator, citizen):
    stand, reading = opened(consultation)
    remark = said(reading, citizen)
    look_at(remark=remark, by=moderator, publish=True, read_text=remark.text)
    with pytest.raises(NotAllowed):
        answer(remark=remark, by=moderator, kept=True, words="Oui.")
    assert answer(remark=remark, by=stand.editor, kept=True, words="Oui.").number == 1


def publish(page):
    fresh = SynthesisPage.objects.get(pk=page.pk)
    fresh.save_revision().publish()
    return Edition.objects.of(page).published().first()


def test_the_page_says_what_became_of_each_finding(consultation, at_noon, client):
    stand, reading = opened(consultation)
    with time_machine.travel(at_noon + timedelta(days=8), tick=False):
        Finding.objects.filter(page=stand.page).update(statement="Il faut plus de trains le matin.")
        publish(stand.page)
        page = client.get(reading.get_absolute_url(), headers={"Cookie": "langue=en"}).text
    assert "its wording changed" in page
    assert "<del>" in page
    assert "matin" in page


def test_a_finding_that_was_kept_or_left_out_is_said(consultation, at_noon, client):
    stand = ready(consultation)
    other = Finding.objects.create(page=stand.page, kind="question", statement="À ôter.", sort_order=5)
    cite(other, stand.proposal, "le soir")
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=7))
    with time_machine.travel(at_noon + timedelta(days=8), tick=False):
        Finding.objects.filter(pk=other.pk).update(removed_at=timezone.now())
        publish(stand.page)
        page = client.get(reading.get_absolute_url(), headers={"Cookie": "langue=en"}).text
    assert "its wording is the same" in page
    assert "It is no longer in the edition that followed." in page


def test_an_edition_carries_the_counts_of_the_drafts_that_led_to_it(consultation, at_noon, citizen):
    stand, reading = opened(consultation)
    say_meaning(reading=reading, citation=citation_of(reading), author=stand.author, meant=True)
    remark = said(reading, citizen)
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    answer(remark=remark, by=stand.editor, kept=True, words="Oui.")
    said(reading, citizen, "Rien que pour moi.")
    with time_machine.travel(at_noon + timedelta(days=8), tick=False):
        first = publish(stand.page)
        notes = reading_notes(first)[str(finding_of(reading).key)]
    assert (notes["meant"], notes["comments"], notes["kept"]) == (1, 1, 1)
    assert notes["readings"][0]["url"].endswith("/lecture/1/#constat-1")
    with time_machine.travel(at_noon + timedelta(days=9), tick=False):
        Finding.objects.filter(page=stand.page).update(statement="Encore autre chose.")
        second = publish(stand.page)
        assert reading_notes(second) == {}  # that edition followed no draft


def test_a_reading_and_its_wording_never_change(consultation, at_noon):
    _stand, reading = opened(consultation)
    for change in ({"closes_at": at_noon + timedelta(days=90)}, {"words": "Autre"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicReading.objects.filter(pk=reading.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        reading.delete()


def test_the_page_costs_the_same_for_one_remark_and_for_many(
    consultation, at_noon, citizen, client, django_assert_max_num_queries
):
    rows = []
    for number in range(6):
        proposal = factories.ProposalFactory(consultation=consultation)
        rows.append(("question", f"Constat {number}.", [(proposal, "Plus de trains")]))
    page = draft(consultation, rows, title="Une autre synthèse")
    editor = ready(consultation, title="Celle-ci").editor
    reading = open_reading(page=page, by=editor, closes_at=at_noon + timedelta(days=7))
    for finding in reading.edition.findings.all():
        remark = comment(reading=reading, finding=finding, author=citizen, text=f"Un mot de {finding.number}.")
        look_at(remark=remark, by=editor, publish=True, read_text=remark.text)
        answer(remark=remark, by=editor, kept=True, words="Oui.")
    client.get(reading.get_absolute_url())
    with django_assert_max_num_queries(16):
        assert client.get(reading.get_absolute_url()).text.count("Un mot de ") == 6


def test_what_was_typed_survives_the_sign_in(consultation, at_noon, client, citizen):
    _stand, reading = opened(consultation)
    address = reverse("cms_readings:comment", args=[consultation.slug, reading.number, 1])
    away = client.post(address, {"text": "Et les bus ?", "key": str(uuid4())})
    assert away.status_code == 302
    assert away.headers["Location"].startswith(reverse("participants:sign_in"))
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert "Et les bus ?" in client.get(address).text
    done = client.post(address, {"text": "Et les bus ?", "key": str(uuid4())})
    assert done.headers["Location"].endswith("#constat-1")
    assert Remark.objects.get().author == citizen
