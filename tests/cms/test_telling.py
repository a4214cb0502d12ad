"""Y-10: each author is told once, however often the telling is begun, and whoever dies in the middle of it."""

from threading import Barrier

import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from cms.editions import telling
from cms.models import Edition, Finding, SynthesisDesk, SynthesisPage
from cms.tasks import tell_authors
from participants.models import Notice, User
from tests import factories
from tests.cms.shelf import draft
from tests.participants.test_races import AT_ONCE, all_at_once

pytestmark = pytest.mark.requirement("Y-10")


def quiet_edition(consultation, authors):
    """An edition that nobody was told of yet: it was published behind a privacy rule."""
    proposals = [factories.ProposalFactory(consultation=consultation, author=author) for author in authors]
    page = draft(consultation, [("agreement", "Les trains manquent.", [(proposals[0], "")])])
    rule = PageViewRestriction.objects.create(page=page, restriction_type="login")
    page.get_latest_revision().publish()
    rule.delete()
    return Edition.objects.get(page=page)


def people(count):
    return [factories.CitizenFactory(email=f"autrice{n}@example.org") for n in range(count)]


def told(edition):
    notices = Notice.objects.filter(kind=telling.kind_of(edition)).order_by("recipient__email")
    return list(notices.values_list("recipient__email", flat=True))


@pytest.mark.django_db
def test_killed_in_the_middle_and_begun_again_each_is_told_once(consultation, monkeypatch):
    edition = quiet_edition(consultation, people(5))
    monkeypatch.setattr(telling, "BATCH", 2)
    real, calls = telling.tell, []

    def dies_at_the_fourth(**words):
        calls.append(words)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(**words)

    monkeypatch.setattr(telling, "tell", dies_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        tell_authors.func(edition.pk)
    assert len(told(edition)) == 2, "a batch that was cut leaves nothing, the one before stays"
    assert tell_authors.func(edition.pk) == 3
    assert told(edition) == [f"autrice{n}@example.org" for n in range(5)]
    assert tell_authors.func(edition.pk) == 0


@pytest.mark.django_db
def test_the_cited_author_gets_the_sentence_and_the_other_the_reason(consultation, citizen, other_citizen):
    edition = quiet_edition(consultation, [citizen, other_citizen])
    tell_authors.func(edition.pk)
    bodies = dict(Notice.objects.filter(kind=telling.kind_of(edition)).values_list("recipient", "body"))
    assert "Les trains manquent." in bodies[citizen.pk]
    assert "Les trains manquent." not in bodies[other_citizen.pk]
    assert "P-2" in bodies[other_citizen.pk]


@pytest.mark.django_db
def test_who_wrote_elsewhere_too_is_told(consultation, citizen):
    factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"), author=citizen)
    edition = quiet_edition(consultation, [citizen])
    assert tell_authors.func(edition.pk) == 1


@pytest.mark.django_db
def test_a_voice_that_cannot_sign_in_is_told_nothing(consultation, citizen):
    voice = User.objects.create_user(None, origin="Grand débat")
    edition = quiet_edition(consultation, [citizen, voice])
    assert tell_authors.func(edition.pk) == 1
    assert not Notice.objects.filter(recipient=voice).exists()


@pytest.mark.django_db
def test_the_next_edition_tells_those_for_whom_something_changed(consultation, citizen, other_citizen):
    edition = quiet_edition(consultation, [citizen, other_citizen])
    tell_authors.func(edition.pk)
    Finding.objects.filter(page=edition.page).update(statement="Les trains du soir manquent.")
    SynthesisPage.objects.get(pk=edition.page_id).save_revision().publish()
    second = Edition.objects.get(page=edition.page_id, number=2)
    assert told(second) == [citizen.email], "the other is told nothing new"
    SynthesisPage.objects.filter(pk=edition.page_id).update(lead="Un chapeau.")
    SynthesisPage.objects.get(pk=edition.page_id).save_revision().publish()
    assert told(Edition.objects.get(page=edition.page_id, number=3)) == []


def hidden_by_a_rule(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def hidden_above(page):
    PageViewRestriction.objects.create(page=page.consultation, restriction_type="login")


def taken_out_of_view(page):
    SynthesisPage.objects.get(pk=page.pk).unpublish()


@pytest.mark.django_db
@pytest.mark.parametrize("hide", [hidden_by_a_rule, hidden_above, taken_out_of_view])
def test_nobody_is_told_of_what_went_out_of_view_meanwhile_and_each_once_it_is_back(consultation, citizen, hide):
    """The task was queued in time and runs too late; publishing again, without a change, queues it again."""
    edition = quiet_edition(consultation, [citizen])
    hide(edition.page)
    assert tell_authors.func(edition.pk) == 0
    assert told(edition) == []
    PageViewRestriction.objects.all().delete()
    SynthesisPage.objects.get(pk=edition.page_id).get_latest_revision().publish()
    assert told(edition) == [citizen.email]


def argued_edition(consultation, arguments):
    """A first edition that cites arguments, in one finding each."""
    page = draft(consultation, [("question", f"Constat sur {row.reference}.", [(row, "")]) for row in arguments])
    page.get_latest_revision().publish()
    return Edition.objects.get(page=page)


@pytest.mark.django_db
def test_the_author_of_a_cited_argument_gets_the_sentence_once(consultation, citizen, other_citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=None)
    cited = [factories.ArgumentFactory(proposal=proposal, author=citizen) for _ in range(2)]
    factories.ArgumentFactory(proposal=proposal, author=other_citizen)
    edition = argued_edition(consultation, cited)
    notice = Notice.objects.get(kind=telling.kind_of(edition))
    assert notice.recipient == citizen
    for argument in cited:
        assert argument.reference in notice.body
        assert f"Constat sur {argument.reference}." in notice.body
    assert notice.url.endswith("/edition-1/#constat-1")
    assert tell_authors.func(edition.pk) == 0


@pytest.mark.django_db
def test_whose_argument_is_withheld_gets_no_sentence(consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=None)
    shown, hidden = [factories.ArgumentFactory(proposal=proposal, author=citizen) for _ in range(2)]
    hidden.withhold(ground="Hors du sujet", at=factories.EARLY)
    edition = draft(consultation, [("question", "Constat.", [(shown, "")]), ("pepite", "Autre.", [(hidden, "")])])
    SynthesisDesk.objects.filter(page=edition).update(public_reason="La décision est contestée.")
    edition.get_latest_revision().publish()
    assert "Autre." not in Notice.objects.get(recipient=citizen, kind__startswith="edition_").body


@pytest.mark.django_db
def test_the_next_edition_tells_of_an_argument_when_its_sentence_changed(consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen)
    edition = argued_edition(consultation, [factories.ArgumentFactory(proposal=proposal, author=citizen)])
    page = SynthesisPage.objects.get(pk=edition.page_id)
    for statement in ("Le soir compte.", "Le soir compte."):
        Finding.objects.filter(page=page).update(statement=statement)
        page.lead += " Relu."
        page.save_revision().publish()
    assert Edition.objects.filter(page=page).count() == 3
    bodies = Notice.objects.filter(recipient=citizen, kind__startswith="edition_").order_by("pk")
    assert ["Le soir compte." in notice.body for notice in bodies] == [False, True]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_author_once():
    edition = quiet_edition(factories.open_consultation(), people(3))

    def work(barrier: Barrier):
        barrier.wait()
        tell_authors.func(edition.pk)

    assert all_at_once(work) == []
    assert told(edition) == [f"autrice{n}@example.org" for n in range(3)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_workers_without_a_turn_tell_them_again(monkeypatch):
    edition = quiet_edition(factories.open_consultation(), people(1))
    monkeypatch.setattr(telling, "take_turn", lambda name: None)
    real = telling._last_told

    def work(barrier: Barrier):
        def looked(*asked):
            found = real(*asked)
            barrier.wait()
            return found

        with transaction.atomic():
            monkeypatch.setattr(telling, "_last_told", looked)
            telling.tell_batch(edition, after=0)

    assert all_at_once(work) == []
    assert len(told(edition)) == AT_ONCE
