"""An organiser makes a consultation without a shell; what would lose contributions is refused in a sentence."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.models import ArticlePage, HomePage, SynthesisPage
from cms.site_setup import set_up_site
from consult.models import ConsultationPage, Phase
from consult.models.consultation import RESERVED_BENEATH, RESERVED_SLUGS
from proposals.models import Proposal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client_of):
    factories.home_page()
    set_up_site()
    user = factories.UserFactory(email="organisation@example.org")
    user.groups.add(Group.objects.get(name="Organisation"))
    assert not user.is_superuser
    return client_of(user)


def row(opens, closes, title="", **rights):
    return {"kind": "deliberate", "title": title, "opens_at": opens, "closes_at": closes, **rights}


RIGHTS = {"may_submit": "on", "may_argue": "on", "may_take_position": "on"}
SPRING = row("2026-02-01 09:00", "2026-04-01 10:00", "Débattre", **RIGHTS)
LATER = row("2026-04-01 10:00", "2026-05-01 10:00", "Écrire la synthèse")
TOO_EARLY = row("2026-03-31 10:00", "2026-05-01 10:00", "Écrire la synthèse")


def typed(*phases, initial=0, **fields):
    return nested_form_data(
        {
            "title": "Se déplacer autrement",
            "slug": "se-deplacer",
            "question": "Que faudrait-il pour vous passer de la voiture ?",
            "introduction": rich_text("<p>Bonjour.</p>"),
            "phases": inline_formset(list(phases), initial=initial),
            "rules": rich_text("<p>On discute des idées.</p>"),
            "moderation": "before",
            "language": "fr",
            "territory": "France",
            "proposal_length": "5000",
            "argument_length": "1500",
            "attribution": rich_text(""),
            "notice": "",
            "comments": inline_formset([]),
            **fields,
        }
    )


def add_address():
    return reverse("wagtailadmin_pages:add", args=["consult", "consultationpage", HomePage.objects.get().pk])


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def sentences(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_an_organiser_makes_and_publishes_a_consultation(organiser, client, at_noon):
    assert organiser.get(add_address()).status_code == 200
    answer = organiser.post(add_address(), typed(SPRING, LATER, **{"action-publish": "on"}))
    page = ConsultationPage.objects.get(slug="se-deplacer")
    assert answer.status_code == 302
    assert [str(phase) for phase in page.phases.order_by("opens_at")] == ["Débattre", "Écrire la synthèse"]
    assert page.opens("submit", at_noon)
    assert client.get(page.url).status_code == 200


def test_a_draft_is_previewed_with_its_phases_and_read_by_nobody(organiser, client):
    organiser.post(add_address(), typed(SPRING))
    page = ConsultationPage.objects.get(slug="se-deplacer")
    assert client.get("/se-deplacer/").status_code == 404
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    changed = typed(row("2026-02-01 09:00", "2026-04-01 10:00", "Tout autre titre"))
    assert organiser.post(preview, changed).json()["is_valid"]
    text = organiser.get(preview, {"mode": ""}).text
    assert "Tout autre titre" in text
    assert "UNDEFINED" not in text


def test_a_consultation_that_was_never_saved_is_previewed(organiser):
    home = HomePage.objects.get()
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["consult", "consultationpage", home.pk])
    assert organiser.post(preview, typed(SPRING)).json()["is_valid"]
    assert "Débattre" in organiser.get(preview, {"mode": ""}).text
    assert not ConsultationPage.objects.exists()


def test_a_consultation_is_scheduled(organiser, client):
    opening = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    organiser.post(add_address(), typed(SPRING, go_live_at=opening, **{"action-publish": "on"}))
    page = ConsultationPage.objects.get()
    assert not page.live
    assert page.approved_schedule


def test_phases_that_overlap_are_refused_with_both_names(organiser):
    answer = organiser.post(add_address(), typed(SPRING, TOO_EARLY))
    errors = answer.context["form"].formsets["phases"].forms[1].errors["opens_at"][0]
    assert "Débattre" in errors
    assert "Écrire la synthèse" in errors
    assert not ConsultationPage.objects.exists()


@pytest.mark.parametrize("reversed_rows", [False, True])
def test_phases_that_touch_are_accepted_in_any_order(organiser, reversed_rows):
    rows = [SPRING, LATER][:: -1 if reversed_rows else 1]
    assert organiser.post(add_address(), typed(*rows)).status_code == 302


def test_a_deleted_phase_no_longer_stands_in_the_way(organiser):
    organiser.post(add_address(), typed(SPRING))
    page = ConsultationPage.objects.get()
    old = page.get_latest_revision_as_object().phases.all()[0]
    gone = {**SPRING, "id": old.pk, "DELETE": "on"}
    answer = organiser.post(edit_address(page), typed(gone, TOO_EARLY, initial=1, **{"action-publish": "on"}))
    assert answer.status_code == 302
    assert [phase.title for phase in Phase.objects.filter(consultation=page)] == ["Écrire la synthèse"]


def test_a_phase_that_closes_before_it_opens_is_refused(organiser):
    answer = organiser.post(add_address(), typed(row("2026-04-01 10:00", "2026-02-01 10:00")))
    assert answer.status_code == 200
    assert answer.context["form"].formsets["phases"].forms[0].errors


@pytest.mark.parametrize("slug", ["admin", "registre", "mon-espace", "vélos"])
def test_an_address_that_could_not_be_reached_is_refused(organiser, slug):
    answer = organiser.post(add_address(), typed(SPRING, slug=slug))
    assert "slug" in answer.context["form"].errors


def test_every_first_part_of_the_site_s_addresses_is_reserved():
    firsts = set()
    for pattern in get_resolver().url_patterns:
        below = pattern.url_patterns if isinstance(pattern, URLResolver) and not str(pattern.pattern) else [pattern]
        firsts |= {str(one.pattern).strip("^").split("/")[0] for one in below}
    literal = {first for first in firsts if first and not any(sign in first for sign in "<(\\[")}
    assert literal <= RESERVED_SLUGS


def test_every_address_beneath_a_consultation_is_reserved_there():
    def beneath(patterns, before=""):
        for pattern in patterns:
            address = before + str(pattern.pattern)
            yield from beneath(pattern.url_patterns, address) if isinstance(pattern, URLResolver) else [address]

    start = "<slug:slug>/"
    parts = {
        path.removeprefix(start).split("/")[0]
        for path in beneath(get_resolver().url_patterns)
        if path.startswith(start)
    }
    assert {part for part in parts if "." not in part} == RESERVED_BENEATH


@pytest.mark.parametrize("slug", sorted(RESERVED_BENEATH))
def test_pages_beneath_a_consultation_do_not_take_its_addresses(consultation, slug):
    with pytest.raises(ValidationError, match="slug"):
        consultation.add_child(instance=ArticlePage(title="x", slug=slug, body="<p>x</p>"))
    draft = consultation.add_child(instance=SynthesisPage(title="x", slug=slug))
    with pytest.raises(ValidationError, match="slug"):
        draft.save_revision()


def test_a_consultation_stands_beside_others_never_under_one(consultation):
    assert not ConsultationPage.can_create_at(consultation)
    assert ConsultationPage.can_create_at(HomePage.objects.get())
    with pytest.raises(ValidationError):
        HomePage.objects.get().add_child(instance=ConsultationPage(title="x", slug="admin", question="?"))


def test_an_address_drawn_from_a_title_has_no_accents():
    page = factories.home_page().add_child(instance=ConsultationPage(title="Vélos d’été", question="?"))
    assert page.slug == "velos-dete"
    with pytest.raises(ValidationError):
        factories.open_consultation("été")


def delete_address(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


@pytest.fixture
def superuser(client_of):
    factories.home_page()
    return client_of(factories.UserFactory(is_superuser=True))


def test_deleting_a_consultation_with_contributions_is_refused_in_a_sentence(organiser, consultation):
    factories.ProposalFactory(consultation=consultation)
    answer = organiser.post(delete_address(consultation), follow=True)
    assert answer.status_code == 200
    assert consultation.title in sentences(answer)
    assert "1" in sentences(answer)
    assert ConsultationPage.objects.filter(pk=consultation.pk).exists()


def test_an_empty_consultation_is_deleted(organiser, consultation):
    organiser.post(delete_address(consultation))
    assert not ConsultationPage.objects.exists()


def test_a_page_above_contributions_is_not_deleted_either(superuser, consultation):
    factories.ProposalFactory(consultation=consultation)
    answer = superuser.post(delete_address(HomePage.objects.get()), follow=True)
    assert consultation.title in sentences(answer)
    assert HomePage.objects.exists()


def test_deleting_several_at_once_deletes_none_when_one_is_protected(superuser, consultation):
    factories.ProposalFactory(consultation=consultation)
    empty = factories.open_consultation("vide", title="Vide")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = superuser.post(f"{address}?id={empty.pk}&id={consultation.pk}", follow=True)
    assert consultation.title in sentences(answer)
    assert ConsultationPage.objects.count() == 2


def test_a_copy_has_the_phases_and_none_of_the_contributions(organiser, consultation):
    factories.ProposalFactory(consultation=consultation)
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": consultation.get_parent().pk}
    organiser.post(reverse("wagtailadmin_pages:copy", args=[consultation.pk]), data)
    copy = ConsultationPage.objects.get(slug="copie")
    assert not copy.live
    assert copy.phases.count() == consultation.phases.count() == 1
    assert Proposal.objects.get().consultation_id == consultation.pk


def test_unpublishing_hides_its_pages_and_those_of_its_proposals(organiser, client, consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    addresses = [consultation.url, proposal.get_absolute_url(), reverse("proposals:list", args=[consultation.slug])]
    assert {client.get(address).status_code for address in addresses} == {200}
    organiser.post(reverse("wagtailadmin_pages:unpublish", args=[consultation.pk]))
    assert {client.get(address).status_code for address in addresses} == {404}


def test_moving_within_home_keeps_contributions_and_address(superuser, consultation):
    factories.open_consultation("autre")
    proposal = factories.ProposalFactory(consultation=consultation)
    first = Page.objects.get(pk=consultation.pk)
    first.move(HomePage.objects.get(), pos="last-child")
    moved = ConsultationPage.objects.get(pk=consultation.pk)
    assert moved.url == consultation.url
    assert moved.proposals.get() == proposal
