"""Writing findings on the desk: each saved alone, none of anybody's words lost."""

import pytest

from cms.models import Finding, FindingWording
from tests import factories
from tests.cms.desk_shelf import at, do, member, typed
from tests.cms.shelf import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_of, consultation):
    return client_of(member("Rédaction"))


@pytest.fixture
def page(consultation):
    proposal = factories.ProposalFactory(consultation=consultation, text="Plus de trains, le soir.")
    rows = [("question", "Un ?", [(proposal, "le soir")]), ("question", "Deux ?", []), ("question", "Trois ?", [])]
    return draft(consultation, rows)


def statements(page):
    return [finding.statement for finding in Finding.objects.standing().filter(page=page)]


def test_a_new_finding_is_the_last_and_at_hand(editor, page):
    answer = do(editor, "add", page, **typed("Quatre.", section="La nuit", comment="Voir plus haut."))
    finding = Finding.objects.get(statement="Quatre.")
    assert statements(page)[-1] == "Quatre."
    assert f'data-at-hand="{finding.pk}"' in answer.text
    assert (finding.section, finding.comment, finding.stamp) == ("La nuit", "Voir plus haut.", 0)


def test_without_script_a_deed_leads_back_to_the_finding(editor, page):
    here = f"{at('desk', page)}?theme=1"
    answer = do(editor, "add", page, script=False, next=here, **typed("Quatre."))
    finding = Finding.objects.get(statement="Quatre.")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{here}&finding={finding.pk}#finding-{finding.pk}"
    assert "Quatre." in editor.get(answer.headers["Location"]).text


@pytest.mark.parametrize("script", [True, False])
def test_an_empty_statement_is_refused_and_the_rest_stays_typed(editor, page, script):
    answer = do(editor, "add", page, script=script, **typed("", comment="Un commentaire rare."))
    assert answer.status_code == 422
    assert "Un commentaire rare." in answer.text
    assert Finding.objects.count() == 3


def test_saving_keeps_what_it_said_before(editor, page):
    finding = Finding.objects.get(statement="Un ?")
    assert do(editor, "save", page, finding.pk, stamp=0, **typed("Un, vraiment.")).status_code == 200
    finding.refresh_from_db()
    assert (finding.statement, finding.stamp, finding.kind) == ("Un, vraiment.", 1, "agreement")
    wording = FindingWording.objects.get(finding=finding)
    assert (wording.statement, wording.stamp, wording.by.email) == ("Un ?", 0, "rédaction@example.org")
    read = editor.get(at("desk", page), {"finding": finding.pk}).text
    assert "Un ?" in read
    assert 'id="wordings-' in read


def test_saving_without_a_change_makes_no_wording(editor, page):
    finding = Finding.objects.get(statement="Un ?")
    do(editor, "save", page, finding.pk, stamp=0, **typed("Un ?", kind="question"))
    finding.refresh_from_db()
    assert (finding.stamp, FindingWording.objects.count()) == (0, 0)


@pytest.mark.parametrize("script", [True, False])
def test_who_saves_over_another_sees_both_and_loses_nothing(editor, page, script):
    finding = Finding.objects.get(statement="Un ?")
    do(editor, "save", page, finding.pk, stamp=0, **typed("Un, dit la première."))
    answer = do(editor, "save", page, finding.pk, script=script, stamp=0, **typed("Un, dit le second."))
    assert answer.status_code == 409
    assert "Un, dit la première." in answer.text
    assert answer.text.count("Un, dit le second.") >= 2  # side by side, and in the form
    assert 'name="stamp" value="1"' in answer.text
    finding.refresh_from_db()
    assert finding.statement == "Un, dit la première."
    assert do(editor, "save", page, finding.pk, stamp=1, **typed("Un, disent-ils.")).status_code == 200
    said = set(FindingWording.objects.filter(finding=finding).values_list("statement", flat=True))
    assert said == {"Un ?", "Un, dit la première."}


def test_a_finding_is_moved_up_and_down_and_stays_within_bounds(editor, page):
    finding = Finding.objects.get(statement="Trois ?")
    for way, expected in [
        ("up", ["Un ?", "Trois ?", "Deux ?"]),
        ("up", ["Trois ?", "Un ?", "Deux ?"]),
        ("up", ["Trois ?", "Un ?", "Deux ?"]),
        ("down", ["Un ?", "Trois ?", "Deux ?"]),
    ]:
        assert do(editor, "move", page, finding.pk, way=way).status_code == 200
        assert statements(page) == expected


def test_what_is_taken_out_keeps_its_words_and_citations_and_comes_back_in_its_place(editor, page):
    finding = Finding.objects.get(statement="Un ?")
    do(editor, "out", page, finding.pk)
    assert statements(page) == ["Deux ?", "Trois ?"]
    assert "Un ?" in editor.get(at("desk", page)).text
    do(editor, "back", page, finding.pk)
    assert statements(page) == ["Un ?", "Deux ?", "Trois ?"]
    assert finding.citations.count() == 1


def test_words_typed_while_another_takes_the_finding_out_are_kept_on_the_screen(editor, page):
    finding = Finding.objects.get(statement="Un ?")
    do(editor, "out", page, finding.pk)
    answer = do(editor, "save", page, finding.pk, stamp=0, **typed("Des mots qui ne se perdent pas."))
    assert answer.status_code == 409
    assert "Des mots qui ne se perdent pas." in answer.text
    do(editor, "back", page, finding.pk)
    again = typed("Des mots qui ne se perdent pas.")
    assert do(editor, "save", page, finding.pk, stamp=2, **again).status_code == 200


def test_a_theme_of_another_consultation_is_no_choice(editor, page):
    from synthesis.models import Theme

    other = factories.open_consultation("ailleurs")
    foreign = Theme.objects.create(consultation=other, number=1, name="Ailleurs", named_at=factories.EARLY)
    answer = do(editor, "add", page, **typed("Quatre.", theme=foreign.pk))
    assert (answer.status_code, Finding.objects.count()) == (422, 3)


@pytest.mark.parametrize("field", ["method", "action", "elements", "submit", "target", "id"])
def test_no_field_of_a_form_hides_what_the_form_itself_has_under_that_name(field):
    from cms.desk.forms import CitationForm, FindingForm, FreezeForm, ReasonForm

    for form in (FindingForm, CitationForm, FreezeForm, ReasonForm):
        assert field not in form.base_fields
