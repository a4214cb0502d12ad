"""The theme desk proposes a name for each cluster, in the field that a person sends."""

import pytest
from django.urls import reverse

from synthesis.desk.naming import proposed_name
from synthesis.models import Theme

pytestmark = pytest.mark.django_db


def cluster_page(cluster):
    return reverse("synthesis_desk:cluster", args=["se-deplacer", 1, cluster.number])


def test_clusters_of_a_run_are_proposed_names_that_differ(run, django_assert_num_queries):
    clusters = list(run.clusters.order_by("number"))
    with django_assert_num_queries(len(clusters)):
        names = [proposed_name(cluster) for cluster in clusters]
    assert all(names)
    assert len(set(names)) == len(names) == 4


def test_name_is_proposed_in_the_field_and_nothing_is_named(client_of, editor, run, cluster):
    browser = client_of(editor)
    browser.cookies["langue"] = "en"
    page = browser.get(cluster_page(cluster))
    assert "proposed by the computer" in page.content.decode()
    assert f'value="{proposed_name(cluster)}"' in page.content.decode()
    assert not Theme.objects.exists()


def test_what_a_person_typed_stands_before_the_proposal(client_of, editor, run, cluster):
    browser = client_of(editor)
    page = browser.post(cluster_page(cluster), {"name": "", "description": "Une phrase."})
    assert page.status_code == 422
    assert f'value="{proposed_name(cluster)}"' not in page.content.decode()
    browser.post(cluster_page(cluster), {"name": "Le vélo", "description": ""})
    assert Theme.objects.get().name == "Le vélo"


def test_words_out_of_view_name_nothing(run, cluster):
    for placement in cluster.placements.select_related("version__proposal"):
        placement.version.proposal.withhold(ground="Hors du sujet", at=run.finished_at)
    assert proposed_name(cluster) == ""
