"""Each change is told once, to those whose words the finding cites and to those who follow."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction

from cms.answering import telling
from cms.answering.targets import commitment_target, finding_target
from cms.answering.tasks import tell_of
from cms.models import SynthesisPage
from participants.following import follow
from participants.models import Notice
from proposals.following.targets import proposal_target
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def authors():
    return [factories.CitizenFactory() for _ in range(5)]


@pytest.fixture
def page(at_noon, consultation, authors):
    cited = [factories.ProposalFactory(consultation=consultation, author=author) for author in authors]
    factories.ProposalFactory(consultation=consultation)  # whose author no finding cites
    return published(
        consultation,
        [
            ("agreement", "Les trains du soir manquent.", [(row, "trains le soir") for row in cited[:4]]),
            ("question", "Qui paie ?", [(cited[4], "un prix raisonnable")]),
        ],
    )


def told(kind):
    return list(Notice.objects.filter(kind=kind).order_by("recipient").values_list("recipient", flat=True))


def keys(people):
    return sorted(person.pk for person in people)


def test_an_answer_is_told_to_the_authors_whom_the_finding_cites_and_to_nobody_else(page, authors):
    given = answers.answer(page)
    assert told(f"answer_{given.pk}") == keys(authors[:4])
    notice = Notice.objects.filter(kind=f"answer_{given.pk}").first()
    with translation.override("fr"):
        assert str(given.get_stance_display()) in notice.subject
    assert "Les trains du soir manquent." in notice.body
    assert notice.url == f"/{page.consultation.slug}/constats/{given.key}/"


def test_the_author_of_a_cited_argument_is_told(at_noon, consultation, citizen):
    argument = factories.ArgumentFactory(proposal=factories.ProposalFactory(consultation=consultation), author=citizen)
    page = published(consultation, [("agreement", "Le soir compte.", [(argument, "")])])
    given = answers.answer(page)
    assert told(f"answer_{given.pk}") == [citizen.pk]


def test_each_change_is_told_once_however_often_the_task_runs(page, authors, other_citizen):
    follow(participant=other_citizen, target=finding_target(page.consultation, answers.finding_of(page).key))
    row = answers.commitment(page)
    said = answers.step(row, "under_way")
    changes = [("answer", row.answer_id), ("commitment", row.pk), ("commitment_step", said.pk)]
    for kind, pk in changes:
        assert told(f"{kind}_{pk}") == keys([*authors[:4], other_citizen]), kind
        assert tell_of.call(kind, pk) == 0
        assert told(f"{kind}_{pk}") == keys([*authors[:4], other_citizen]), kind


def test_who_follows_a_commitment_is_told_of_its_steps_only(page, other_citizen):
    row = answers.commitment(page)
    follow(participant=other_citizen, target=commitment_target(page.consultation, row.number))
    said = answers.step(row, "done")
    answers.answer(page, stance="partly")
    assert [notice.kind for notice in other_citizen.notices.all()] == [f"commitment_step_{said.pk}"]


def test_an_author_who_also_follows_is_told_once(page, authors):
    follow(participant=authors[0], target=finding_target(page.consultation, answers.finding_of(page).key))
    given = answers.answer(page)
    assert told(f"answer_{given.pk}").count(authors[0].pk) == 1


def test_a_task_that_was_killed_half_way_goes_on_where_it_stopped(page, authors, monkeypatch):
    """Batches of two; the mail of the third person breaks; the second run tells the others, and nobody twice."""
    monkeypatch.setattr(telling, "BATCH", 2)
    tell = telling.tell

    def broken(*, recipient, **said):
        if recipient == authors[2]:
            raise OSError("killed")
        return tell(recipient=recipient, **said)

    monkeypatch.setattr("cms.answering.actions.tell_of", SimpleNamespace(enqueue=lambda *change: None))
    given = answers.answer(page)
    monkeypatch.setattr(telling, "tell", broken)
    with pytest.raises(OSError, match="killed"):
        tell_of.call("answer", given.pk)
    assert told(f"answer_{given.pk}") == keys(authors[:2])
    monkeypatch.setattr(telling, "tell", tell)
    assert tell_of.call("answer", given.pk) == 2
    assert told(f"answer_{given.pk}") == keys(authors[:4])


def test_nobody_without_an_active_account_is_told(page, authors):
    authors[0].is_active = False
    authors[0].save()
    given = answers.answer(page)
    assert told(f"answer_{given.pk}") == keys(authors[1:4])


def a_change(page, kind):
    if kind == "answer":
        return answers.answer(page)
    row = answers.commitment(page)
    return row if kind == "commitment" else answers.step(row, "under_way")


@pytest.mark.requirement("Y-10")
@pytest.mark.parametrize("kind", ["answer", "commitment", "commitment_step"])
@pytest.mark.parametrize("rule", [True, False])
def test_nobody_is_told_of_what_went_out_of_view_meanwhile(page, authors, monkeypatch, kind, rule):
    """The task was queued in time and runs too late."""
    with monkeypatch.context() as patch:
        patch.setattr("cms.answering.actions.tell_of", SimpleNamespace(enqueue=lambda *change: None))
        said = a_change(page, kind)
    if rule:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        SynthesisPage.objects.get(pk=page.pk).unpublish()
    assert tell_of.call(kind, said.pk) == 0
    assert told(f"{kind}_{said.pk}") == []
    PageViewRestriction.objects.all().delete()
    SynthesisPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert tell_of.call(kind, said.pk) == 4


@pytest.mark.requirement("D-1")
def test_who_follows_a_proposal_that_the_finding_cites_is_told_of_its_answer(page, authors, other_citizen):
    cited = authors[0].proposals.get()
    follow(participant=other_citizen, target=proposal_target(cited))
    given = answers.answer(page)
    assert told(f"answer_{given.pk}") == keys([*authors[:4], other_citizen])
    assert [(row.topic, row.follow) for row in other_citizen.notices.all()] == [("follow", proposal_target(cited))]
    assert {row.topic for row in authors[0].notices.filter(kind__startswith="answer_")} == {"answer"}
