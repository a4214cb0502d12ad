"""What the institution answers: by versions only, keyed by the finding, said on the pages that name it."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.answering.actions import AnsweredMeanwhile, NothingNew, NotInView, give_answer
from cms.answering.reading import answers_for
from cms.models import Answer, Edition, Finding
from consult.models import JournalEntry
from consult.register import described
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def page(at_noon, consultation, proposal):
    return published(
        consultation,
        [
            ("agreement", "Les trains du soir manquent.", [(proposal, "trains le soir")]),
            ("editorial", "Nous avons tout lu.", []),
        ],
    )


def address(page, number=1):
    return reverse("answers:finding", args=[page.consultation.slug, answers.finding_of(page, number).key])


def reword(page, statement):
    Finding.objects.filter(page=page, kind="agreement").update(statement=statement)
    page.save_revision().publish()


def test_an_answer_is_read_under_its_finding(page, client):
    answers.answer(page, stance="partly")
    html = client.get(page.url).content.decode()
    assert "Ana Ferrer, vice-présidente aux transports" in html
    assert answers.REASONS in html
    assert address(page) in html


def test_a_finding_without_an_answer_says_so_and_leads_to_its_page(page, client):
    html = client.get(page.url).content.decode()
    assert html.count('class="reply') - html.count('class="reply__') == 1  # the editors' words ask for none
    assert address(page) in html
    assert client.get(address(page)).status_code == 200


def test_the_page_of_an_answer_sets_no_cookie(page, client):
    answers.commitment(page)
    for url in (address(page), reverse("answers:commitments"), reverse("answers:feed")):
        response = client.get(url)
        assert (response.status_code, dict(response.cookies)) == (200, {}), url


def test_a_new_answer_stands_before_the_earlier_one_which_stays_readable(page, client):
    answers.answer(page, stance="study", reasons="Nous étudions le coût d’un train du soir.")
    second = answers.answer(page, stance="kept")
    assert (second.number, answers_for(Edition.objects.get(page=page))[second.key]["answer"]["stance"]) == (2, "kept")
    html = client.get(address(page)).content.decode()
    assert html.index(answers.REASONS) < html.index("Nous étudions le coût")


def test_an_answer_never_changes_in_the_database(page):
    given = answers.answer(page)
    for change in (lambda: Answer.objects.filter(pk=given.pk).update(stance="refused"), given.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    given.refresh_from_db()
    assert given.stance == "kept"


def test_an_answer_outlives_the_account_that_wrote_it(page):
    organiser = answers.answering_person()
    given = answers.answer(page, by=organiser)
    organiser.delete()
    given.refresh_from_db()
    assert (given.by, given.name) == (None, "Ana Ferrer")


def test_a_later_edition_shows_the_answer_and_the_wording_that_it_was_given_on(page, client):
    answers.answer(page)
    reword(page, "Il manque des trains le soir et le dimanche.")
    edition = Edition.objects.of(page).published().first()
    data = answers_for(edition)[answers.finding_of(page).key]
    assert (edition.number, data["answer"]["edition"]) == (2, 1)
    assert data["answer"]["wording"] == "Les trains du soir manquent."
    assert "Les trains du soir manquent." in client.get(page.url).content.decode()


def test_the_same_answer_to_the_same_words_is_refused_and_to_other_words_is_not(page):
    answers.answer(page)
    with pytest.raises(NothingNew):
        answers.answer(page)
    reword(page, "Il manque des trains le soir et le dimanche.")
    assert answers.answer(page).number == 2
    assert (
        answers_for(Edition.objects.of(page).published().first())[answers.finding_of(page).key]["answer"]["wording"]
        == ""
    )


def test_two_who_answer_at_once_do_not_hide_each_other(page):
    key = answers.finding_of(page).key
    answers.answer(page)
    with pytest.raises(AnsweredMeanwhile):
        give_answer(page=page, key=key, after=0, stance="refused", reasons="Non.", name="B", function="", by=None)
    assert Answer.objects.get(key=key).stance == "kept"


@pytest.mark.parametrize("what", ["draft", "editorial", "unknown", "withdrawn"])
def test_only_a_finding_in_view_is_answered(page, consultation, proposal, what):
    key = answers.finding_of(page).key
    if what == "draft":
        page = draft(consultation, [("agreement", "Autre.", [(proposal, "")])], title="Autre")
        key = page.findings.get().key
    elif what == "editorial":
        key = answers.finding_of(page, 2).key
    elif what == "unknown":
        key = uuid.uuid4()
    else:
        page.unpublish()
    with pytest.raises(NotInView):
        give_answer(page=page, key=key, after=0, stance="kept", reasons="Oui.", name="A", function="", by=None)


def test_the_journal_holds_references_and_a_hash_and_no_word(page):
    given = answers.answer(page)
    entry = JournalEntry.objects.get(event="finding.answered")
    assert (entry.content["finding"], entry.content["answer"], entry.content["stance"]) == (str(given.key), 1, "kept")
    assert "train" not in str(entry.content)
    assert "Ferrer" not in str(entry.content)
    assert "finding.answered" not in described([entry])[0]["sentence"]


def test_an_answer_out_of_view_is_not_read(page, client):
    answers.commitment(page)
    url, reference = address(page), "Un train à vingt-deux heures."
    page.unpublish()
    assert client.get(url).status_code == 404
    for name in ("answers:commitments", "answers:feed"):
        assert reference not in client.get(reverse(name)).content.decode()


def test_answers_cost_the_same_for_one_finding_and_for_twenty(page, consultation, proposal, django_assert_num_queries):
    rows = [("agreement", f"Constat {number}.", [(proposal, "trains")]) for number in range(20)]
    many = published(consultation, rows, title="Vingt constats")
    for number in range(1, 21):
        answers.commitment(many, number)
    answers.commitment(page)
    for shown in (page, many):
        edition = Edition.objects.select_related("corpus__consultation").get(page=shown)
        with django_assert_num_queries(5):
            answers_for(edition)


def test_from_a_contribution_one_reaches_its_answer_and_its_commitments(page, proposal, client):
    made = answers.commitment(page)
    html = client.get(proposal.get_absolute_url()).content.decode()
    assert address(page) in html
    assert f"{address(page)}#{made.reference}" in html
    other = factories.ProposalFactory(consultation=proposal.consultation)
    assert address(page) not in client.get(other.get_absolute_url()).content.decode()


def test_an_argument_that_is_cited_leads_to_the_answer_too(consultation, proposal, client):
    argument = factories.ArgumentFactory(proposal=proposal)
    page = published(consultation, [("agreement", "Le soir compte.", [(argument, "")])])
    answers.answer(page)
    assert address(page) in client.get(proposal.get_absolute_url()).content.decode()
