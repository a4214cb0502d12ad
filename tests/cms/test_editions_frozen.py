"""Y-8: a published edition never changes, in the database itself; erasure blanks words and leaves their hash."""

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from cms.models import (
    Edition,
    EditionCitation,
    EditionFinding,
    Fate,
    SynthesisDesk,
    SynthesisPage,
    words_hash,
)
from cms.page.fate import all_editions, fates_told
from cms.tasks import tell_authors
from participants.models import Notice
from proposals.models import Version
from synthesis.freezing import freeze_corpus
from synthesis.models import CorpusItem, FrozenCorpus, Theme
from tests import factories
from tests.cms import verifying
from tests.cms.shelf import published

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Y-8")]
FROZEN = [Edition, EditionFinding, EditionCitation, Fate, FrozenCorpus, CorpusItem]
OTHER = {"uuid": "00000000000000000000000000000001", "date": "2001-01-01 00:00:00+00:00", "json": '["x"]'}


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def edition(consultation, proposal):
    argument = factories.ArgumentFactory(proposal=proposal)
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "Plus de trains"), (argument, "")])])
    return Edition.objects.get(page=page)


def columns():
    return [
        pytest.param(model, field, id=f"{model.__name__}-{field.column}")
        for model in FROZEN
        for field in model._meta.concrete_fields
        if not (field.column in getattr(model, "erasable_columns", ()) or field.primary_key)
    ]


def another_value(field):
    if isinstance(field, models.UUIDField):
        return OTHER["uuid"]
    if isinstance(field, models.DateTimeField):
        return OTHER["date"]
    if isinstance(field, models.JSONField):
        return OTHER["json"]
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.ForeignKey | models.IntegerField):
        return 987_654
    return "x"


@pytest.mark.parametrize(("model", "field"), columns())
def test_no_column_of_an_edition_can_be_changed(edition, model, field):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s',
            [another_value(field)],
        )


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model.__name__)
def test_no_row_of_an_edition_can_be_deleted(edition, model):
    assert model.objects.exists()
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def test_the_account_that_published_may_go_and_nothing_else_with_it(edition):
    publisher = factories.UserFactory()
    rows = Edition.objects.filter(pk=edition.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(published_by=publisher)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(published_by=None, title="Autre")
    assert rows.update(published_by=None) == 1


def test_erased_words_leave_their_hash(client, edition, proposal):
    citation = EditionCitation.objects.select_related("version").get(version__isnull=False)
    assert citation.words_hash == words_hash("Plus de trains")
    before = edition.hash
    Version.objects.filter(proposal=proposal).blank(at=timezone.now())
    citation = EditionCitation.objects.select_related("version").get(pk=citation.pk)
    assert (citation.words, citation.words_hash) == ("", words_hash("Plus de trains"))
    assert Edition.objects.get(pk=edition.pk).hash == before
    for address in (edition.page.url, f"{edition.page.url}edition-1/contributions/"):
        assert "Plus de trains" not in client.get(address).text


def test_what_is_counted_on_the_page_stays_as_it_was(client, edition, proposal, consultation):
    """Positions, fates and authors are those of the day of publication."""
    figures = Edition.objects.get(pk=edition.pk).figures
    factories.PositionFactory(proposal=proposal)
    factories.ProposalFactory(consultation=consultation)
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    assert client.get(f"{edition.page.url}edition-1/").context["figures"] == figures
    assert figures["fates"]["cited"] == 1
    assert "stances" in figures


def test_a_theme_that_is_renamed_keeps_its_name_in_each_edition(client, consultation, proposal, citizen, edition):
    other = factories.ProposalFactory(consultation=consultation, author=citizen, text="Des pistes.")
    page = SynthesisPage.objects.get(pk=edition.page_id)
    SynthesisDesk.objects.filter(page=page).update(corpus=freeze_corpus(consultation=consultation, by=None))
    theme = Theme.objects.create(consultation=consultation, number=1, name="Ancien nom", named_at=factories.EARLY)
    verifying.place(other, theme)
    page.save_revision().publish()
    Theme.objects.update(name="Nouveau nom")
    Notice.objects.all().delete()
    tell_authors.func(Edition.objects.get(page=page, number=2).pk)
    texts = [
        client.get(f"{page.url}edition-2/").text,
        client.get(f"{page.url}edition-2/contributions/").text,
        str(fates_told([other], all_editions([page]))),
        Notice.objects.get(recipient=citizen).body,
    ]
    assert ["Ancien nom" in text for text in texts] == [True] * 4
    assert ["Nouveau nom" in text for text in texts] == [False] * 4
