"""P-7: opinion groups on the page of an edition, from those who agreed, and nothing that says who is in which."""

import json

import numpy as np
import pytest
from django.apps import apps
from django.db import models

from cms.editions.opinions import positions_of, told_content
from cms.models import Edition
from consult.models import ConsultationPage
from participants.models import OpinionGroupsConsent
from participants.opinion_groups import withdraw_from_groups
from proposals.models import Position
from synthesis.clustering.opinions import traits
from tests import factories
from tests.cms import verifying
from tests.cms.shelf import published
from tests.factories import EARLY

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-7")]

FOR, AGAINST = [1] * 4 + [-1] * 4 + [1], [-1] * 4 + [1] * 4 + [1]  # they agree on the ninth


@pytest.fixture
def proposals(consultation):
    return [factories.ProposalFactory(consultation=consultation, title=f"Idée {n}", author=None) for n in range(1, 10)]


def camp(proposals, answers, people, *, agreed=True, **fields):
    """People who answer alike; each agreed to opinion groups, unless told otherwise."""
    found = factories.CitizenFactory.create_batch(people, **fields)
    if agreed:
        OpinionGroupsConsent.objects.bulk_create(
            [OpinionGroupsConsent(participant=person, text_hash="a" * 64, given_at=EARLY) for person in found]
        )
    Position.objects.bulk_create(
        Position(proposal=row, version=row.current, participant=person, value=value, created_at=EARLY, changed_at=EARLY)
        for person in found
        for row, value in zip(proposals, answers, strict=True)
    )
    return found


def turn_on():
    ConsultationPage.objects.update(opinion_groups=True)


def publish(proposals):
    page = published(ConsultationPage.objects.get(), [("question", "Et le soir ?", [(proposals[0], "Plus de trains")])])
    return page, Edition.objects.get()


@pytest.fixture
def two_camps(proposals):
    turn_on()
    return camp(proposals, FOR, 14) + camp(proposals, AGAINST, 12)


def test_they_are_off_by_default(client, proposals):
    camp(proposals, FOR, 14)
    camp(proposals, AGAINST, 12)
    page, edition = publish(proposals)
    assert "opinions" not in edition.figures
    assert "groupes-opinion" not in client.get(page.url).text
    assert "calcul-groupes" not in client.get(f"{page.url}methode/").text


def test_two_camps_are_told_by_size_and_by_what_tells_them_apart(two_camps, proposals):
    _page, edition = publish(proposals)
    told = edition.figures["opinions"]
    assert [group["size"] for group in told["groups"]] == [14, 12]
    assert told["groups"][0]["supports"] == ["P-1", "P-2", "P-3"]
    assert told["groups"][1]["rejects"] == ["P-1", "P-2", "P-3"]
    assert told["together"] == ["P-9"]
    assert told["counts"]["P-9"] == [[14, 0, 0], [12, 0, 0]]


def test_the_page_shows_them_in_words_and_in_a_table_and_says_whom_they_represent(client, two_camps, proposals):
    page, _edition = publish(proposals)
    client.cookies["langue"] = "en"
    shown = client.get(page.url).text
    section = shown[shown.index('id="groupes-opinion"') :]
    assert "UNDEFINED" not in section
    assert "Group A – 14 people" in section
    assert "they represent only themselves" in section
    assert "Idée 9" in section
    assert '<th scope="row">Group B</th>' in section


def test_the_method_page_gives_the_seed_and_the_versions(client, two_camps, proposals):
    import sklearn

    page, _edition = publish(proposals)
    client.cookies["langue"] = "en"
    text = client.get(f"{page.url}methode/").text
    section = text[text.index("calcul-groupes") :]
    assert "UNDEFINED" not in section
    assert f"<dt><code>scikit-learn</code></dt><dd><code>{sklearn.__version__}</code></dd>" in section
    assert "<dt>Seed</dt><dd><code>0</code></dd>" in section


def test_only_who_agreed_is_read(proposals, consultation):
    turn_on()
    camp(proposals, FOR, 3)
    camp(proposals, FOR, 2, agreed=False)
    _page, edition = publish(proposals)
    assert positions_of(edition.corpus)[1].shape == (3, 9)


def test_whoever_withdrew_is_left_out_of_the_next_computation(two_camps, proposals):
    _page, edition = publish(proposals)
    for person in two_camps[:3]:
        withdraw_from_groups(participant=person)
    assert positions_of(edition.corpus)[1].shape == (23, 9)


def test_positions_that_came_with_an_import_are_never_read(proposals):
    turn_on()
    camp(proposals, FOR, 3, origin="forum.example")
    _page, edition = publish(proposals)
    assert positions_of(edition.corpus)[1].shape == (0, 0)


def test_withheld_proposals_are_not_read(two_camps, proposals, moderator):
    _page, edition = publish(proposals)
    verifying.withhold(proposals[3], moderator)
    assert positions_of(edition.corpus)[0] == [1, 2, 3, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("sizes", "why"), [((9, 9), "few"), ((25, 9), "small"), ((26, 0), "unclear")], ids=["few", "small", "one camp"]
)
def test_groups_of_fewer_than_ten_are_not_published_and_the_page_says_why(client, proposals, sizes, why):
    turn_on()
    camp(proposals, FOR, sizes[0])
    camp(proposals, AGAINST, sizes[1])
    page, edition = publish(proposals)
    assert edition.figures["opinions"]["why"] == why
    assert set(edition.figures["opinions"]) == {"why", "seed", "libraries"}
    client.cookies["langue"] = "en"
    section = client.get(page.url).text.partition('id="groupes-opinion"')[2].partition("</section>")[0]
    assert section.count("No group is shown:") == 1


def test_a_third_group_that_is_too_small_leaves_no_trace(proposals):
    turn_on()
    camp(proposals, FOR, 20)
    camp(proposals, AGAINST, 20)
    camp(proposals, [0, 0, 1, 1, -1, -1, 1, 1, -1], 6)
    _page, edition = publish(proposals)
    told = edition.figures["opinions"]
    assert told["people"] in {40, 46}  # apart, or with one of the two
    assert all(group["size"] >= 10 for group in told["groups"])


def test_a_proposal_on_which_nine_of_a_group_answered_brings_nobody_together(two_camps, proposals):
    Position.objects.filter(participant__in=two_camps[9:14], proposal=proposals[8]).delete()
    _page, edition = publish(proposals)
    assert len(edition.figures["opinions"]["groups"]) == 2
    assert "P-9" not in edition.figures["opinions"]["counts"]


def test_a_count_of_fewer_than_ten_is_not_kept_beside_others_that_are():
    matrix = np.repeat([[1.0], [-1.0], [-1.0]], 12, axis=0)
    matrix[-3:] = np.nan  # nine are left
    told = told_content([7], traits(matrix, np.repeat([0, 1, 2], 12)))
    assert told["groups"][0]["supports"] == ["P-7"]
    assert told["counts"] == {"P-7": [[12, 0, 0], [0, 0, 12], None]}


def test_nothing_that_links_a_person_to_a_group_is_stored(two_camps, proposals):
    """No table points to a person and to anything of groups but their agreement; the figures hold totals alone."""
    _page, edition = publish(proposals)
    stored = json.dumps(edition.figures["opinions"])
    for person in two_camps:
        assert person.email not in stored
        assert person.display_name not in stored
    assert set(edition.figures["opinions"]) == {
        *("why", "seed", "libraries", "silhouette", "people", "groups", "together", "divides", "counts")
    }
    columns = [
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if "opinion" in field.name
        or ("opiniongroups" in model._meta.model_name and isinstance(field, models.ForeignKey))
    ]
    assert sorted(columns) == ["consultationpage.opinion_groups", "opiniongroupsconsent.participant"]


def test_a_proposal_withheld_since_is_named_by_its_reference_alone(client, two_camps, proposals, moderator):
    page, _edition = publish(proposals)
    verifying.withhold(proposals[8], moderator)
    section = client.get(page.url).text.partition('id="groupes-opinion"')[2]
    assert "P-9" in section
    assert "Idée 9" not in section


def test_an_edition_without_the_key_is_shown_as_before(client, proposals):
    page, _edition = publish(proposals)
    turn_on()
    assert "groupes-opinion" not in client.get(page.url).text


@pytest.mark.requirement("Y-9")
def test_the_bundle_of_an_edition_with_groups_holds(two_camps, consultation, moderator, proposals, tmp_path):
    _page, edition = publish(proposals)
    (tmp_path / "verifier.zip").write_bytes(verifying.bundle(edition))
    holds, said = verifying.check(tmp_path / "verifier.zip")
    assert "counts.json" not in said
    assert "edition.json" not in said
    assert holds, said
