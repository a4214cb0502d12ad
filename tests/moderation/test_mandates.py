"""A moderator of one consultation: all of it on the desk, and nothing of any other, whatever the way."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.template import engines
from django.urls import reverse

from moderation import actions, answers, appeal_reading, appeals, queue, sharing, undoing
from moderation.actions import NotModerator
from moderation.mandates import EVERYWHERE, NOWHERE, decides_in, give_mandates, reads_in
from moderation.models import Decision, Mandate, PositionAlert
from moderation.sharing import HandedToNobody
from participants.models import User
from proposals.models import Argument, Proposal
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

QUEUE = "/admin/moderation/"
HERE, THERE = "écluse", "hangar"  # words that stand in all texts of one consultation only
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-2"), pytest.mark.usefixtures("at_noon")]


def furnish(consultation: Any, word: str) -> SimpleNamespace:
    """All that waits on the desk, each with a word that the other consultation has not."""
    make, author = factories.ProposalFactory, factories.CitizenFactory(display_name=f"Auteur {word}")
    waiting = make(consultation=consultation, author=author, waiting=True, title=f"Un {word}", text=f"Mon {word}.")
    above = make(consultation=consultation, author=author, title=f"Le {word}", text=f"Le {word} du port.")
    argument = factories.ArgumentFactory(proposal=above, waiting=True, text=f"Ce {word} coûte cher.")
    amendment = AmendmentFactory(proposal=above, waiting=True, wording=f"Deux {word}s", reason=f"Un {word} de plus.")
    declined = AmendmentFactory(
        proposal=above, outcome="declined", closed_at=NOON, answer=f"Pas ce {word}.", answer_state="waits"
    )
    ground = factories.GroundFactory(title="Hors du sujet")
    report = actions.report(subject=above, ground=ground, words=f"Ce {word} n’a rien à voir.")
    withheld = make(consultation=consultation, author=author, title=f"Trois {word}s", text="Fin.")
    judge = factories.staff(f"juge-{word}@example.org", f"Juge {word}", ["moderation.moderate_decision"])
    reasons = {"ground": ground, "facts": "La fin.", "words": "Merci.", "duration": "indefinite"}
    decision = actions.decide(subject=withheld, by=judge, kind="withhold", seen=0, **reasons)
    appeal = appeals.appeal(decision=decision, appellant=author, words=f"Relisez ce {word}.")
    PositionAlert.objects.create(proposal=above, count=50, began_at=NOON, ended_at=NOON)
    return SimpleNamespace(**{name: value for name, value in locals().items() if name != "make"})


@pytest.fixture
def here(consultation):
    return furnish(consultation, HERE)


@pytest.fixture
def there(here):
    return furnish(factories.open_consultation("port", title=f"Le port et son {THERE}"), THERE)


@pytest.fixture
def local(here, there):
    """Moderates the first consultation only."""
    return factories.mandated("locale@example.org", "Locale", here.consultation)


def addresses(world: SimpleNamespace) -> list[str]:
    """The page of each text and of each appeal of a consultation, on the desk."""
    texts = [world.waiting, world.above, world.argument, world.amendment, world.withheld]
    pages = [queue.item_url(text) for text in texts]
    return [
        *pages,
        *(queue.urgent_url(text) for text in texts),
        answers.answer_url(world.declined),
        appeal_reading.desk_url(world.appeal),
    ]


def value_of(subject: Any) -> str:
    (item,) = queue.items([queue.place_of(subject)])
    return item.value


def test_queue_shows_what_is_theirs_and_no_word_of_another(client_of, local, here, there, moderator):
    page = client_of(local).get(QUEUE).text
    for text in (f"Un {HERE}", f"Ce {HERE} coûte", f"Un {HERE} de plus", f"Pas ce {HERE}", f"Relisez ce {HERE}"):
        assert text in page
    assert f'href="{here.above.get_absolute_url()}"' in page  # the alert
    assert THERE not in page
    assert "/port/" not in page
    everything = client_of(moderator).get(QUEUE).text
    assert HERE in everything
    assert f"Relisez ce {THERE}" in everything


def test_counts_are_theirs(client_of, local, here, there, moderator):
    within = decides_in(local)
    for room in (queue, answers, appeal_reading):
        assert 0 < room.waiting_count(within) < room.waiting_count(EVERYWHERE)
    mine = sum(room.waiting_count(within) for room in (queue, answers, appeal_reading))
    assert f"({mine})" in client_of(local).get(QUEUE).text
    assert f"({2 * mine})" in client_of(moderator).get(QUEUE).text


def test_next_goes_from_text_to_text_of_theirs(client_of, local, here, there):
    desk, visited = client_of(local), []
    address = queue.url_of(queue.Row(*queue.rows(queue.Filters(within=decides_in(local)))[0]))
    while address:
        visited.append(address)
        address = desk.get(address).context["next_url"]
    assert len(visited) == queue.waiting_count(decides_in(local)) == 4
    assert all(address.startswith(f"{QUEUE}se-deplacer/") for address in visited)


def test_decision_leads_to_the_next_of_theirs(client_of, local, here, there):
    desk = client_of(local)
    for _turn in range(4):
        row = queue.rows(queue.Filters(within=decides_in(local)))[0]
        subject = queue.refreshed(queue.items([row])[0].subject)
        seen = {"kind": "publish", "seen": 0}
        answer = desk.post(queue.item_url(subject), seen)
        assert answer.status_code == 302
        assert answer["Location"] == QUEUE or answer["Location"].startswith(f"{QUEUE}se-deplacer/")
    assert queue.waiting_count(decides_in(local)) == 0
    assert queue.waiting_count() == 4


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_what_belongs_to_another_consultation_is_not_found(client_of, local, here, there, moderator, method):
    desk, every_one = client_of(local), client_of(moderator)
    for address in addresses(there):
        assert getattr(desk, method)(address).status_code == 404, address
        assert getattr(every_one, method)(address).status_code != 404, address
    for address in addresses(here):
        assert getattr(desk, method)(address).status_code != 404, address


@pytest.mark.parametrize("deed", ["in-hand/", "hand-over/"])
def test_nothing_of_another_is_taken_in_hand_or_handed_over(client_of, local, there, deed):
    sent = {"item": value_of(there.waiting), "over-words": "Pour vous.", "words": "Pour vous."}
    assert client_of(local).post(QUEUE + deed, sent).status_code == 404
    assert not there.waiting.hand_overs.exists()
    assert not hasattr(Proposal.objects.get(pk=there.waiting.pk), "in_hand")


def test_ticked_texts_of_another_stay_as_they_are(client_of, local, here, there):
    sent = {"item": [value_of(there.waiting), value_of(here.waiting)]}
    client_of(local).post(f"{QUEUE}publish/", sent)
    assert Proposal.objects.get(pk=here.waiting.pk).is_published
    assert not Proposal.objects.get(pk=there.waiting.pk).is_published


def test_filters_name_their_consultations_only(client_of, local, here, there):
    desk = client_of(local)
    assert desk.get(QUEUE).context["consultations"] == [("se-deplacer", here.consultation.title)]
    asked = desk.get(f"{QUEUE}?consultation=port")
    assert asked.context["items"] == []


def test_earlier_decisions_on_an_author_are_those_of_theirs(local, here, there):
    Proposal.objects.filter(pk=there.withheld.pk).update(author=here.author)
    row = queue.place_of(here.waiting)
    (item,) = queue.items([row], decides_in(local))
    assert (item.withheld_before, queue.items([row])[0].withheld_before) == (1, 2)


def test_the_deeds_themselves_refuse(local, here, there):
    with pytest.raises(NotModerator):
        actions.decide(subject=there.waiting, by=local, kind="publish", seen=0)
    with pytest.raises(NotModerator):
        appeals.answer(appeal=there.appeal, by=local, outcome="upheld", words="Relu.")
    with pytest.raises(NotModerator):
        answers.show(amendment=there.declined, by=local)
    assert actions.decide(subject=here.waiting, by=local, kind="publish", seen=0).moderator == local
    assert appeals.answer(appeal=here.appeal, by=local, outcome="overturned", words="Relu.").decided_by == local


def test_text_is_handed_to_who_moderates_its_consultation(client_of, local, here, there, moderator):
    away = factories.mandated("ailleurs@example.org", "Ailleurs", there.consultation)
    offered = client_of(moderator).get(queue.item_url(there.waiting)).context["hand_form"].fields["to"].queryset
    assert away in offered
    assert local not in offered
    with pytest.raises(HandedToNobody):
        sharing.hand_over(subject=there.waiting, by=moderator, to=local, words="Pour vous.")
    kept = sharing.hand_over(subject=there.waiting, by=moderator, to=away, words="Pour vous.")
    assert list(sharing.handed_to(away, decides_in(away))) == [kept]


def test_mandate_that_was_taken_back_leaves_nothing(client_of, local, here, moderator):
    sharing.hand_over(subject=here.waiting, by=moderator, to=local, words="Pour vous.")
    decision = actions.decide(subject=here.argument, by=local, kind="publish", seen=0)
    give_mandates(group=Group.objects.get(user=local), consultations=[])
    person = User.objects.get(pk=local.pk)
    assert decides_in(person) == NOWHERE
    assert sharing.handed_to(person, decides_in(person)) == []
    with pytest.raises(NotModerator):
        undoing.undo(decision=decision, by=person)
    answer = client_of(person).get(QUEUE)
    assert (answer.status_code, answer["Location"]) == (302, f"/connexion/?next={QUEUE}")
    assert Argument.objects.get(pk=here.argument.pk).is_published


def test_one_takes_back_what_one_decided_in_theirs(client_of, local, here, moderator):
    desk = client_of(local)
    decision = actions.decide(subject=here.waiting, by=local, kind="publish", seen=0)
    assert desk.get(QUEUE).context["undoable"] == decision
    assert desk.post(f"{QUEUE}take-back/", {"decision": decision.pk}).status_code == 302
    assert Decision.objects.get(undoes=decision).moderator == local


def test_guarantor_who_moderates_one_reads_all_and_decides_there(client_of, here, there):
    person = factories.mandated("garante@example.org", "Garante", here.consultation)
    person.groups.add(factories.group_with("moderation.view_decision"))
    person = User.objects.get(pk=person.pk)
    assert (reads_in(person), decides_in(person).holds(there.consultation.pk)) == (EVERYWHERE, False)
    desk = client_of(person)
    assert desk.get(queue.item_url(there.waiting)).context["barred"]
    assert desk.post(queue.item_url(there.waiting), {"kind": "publish", "seen": 0}).status_code == 404
    assert desk.post(queue.item_url(here.waiting), {"kind": "publish", "seen": 0}).status_code == 302


def test_at_once_is_offered_on_the_public_page_of_theirs_only(client_of, local, here, there):
    reader = client_of(local)
    asked = [
        reader.get(reverse("moderation:report_proposal", args=[world.consultation.slug, world.above.number]))
        for world in (here, there)
    ]
    assert ["urgent_url" in answer.context for answer in asked] == [True, False]


def test_sealed_words_and_old_versions_are_read_where_one_moderates(client_of, local, here, there, moderator):
    for world in (here, there):
        reasons = {"ground": world.ground, "facts": "La fin.", "words": "Merci.", "duration": "indefinite"}
        actions.decide(subject=world.waiting, by=moderator, kind="withhold", seen=0, **reasons)
    reader = client_of(local)
    assert f"Mon {HERE}." in reader.get(here.waiting.get_absolute_url()).text
    assert f"Mon {THERE}." not in reader.get(there.waiting.get_absolute_url()).text


def test_rights_of_others_cost_no_query_more(django_assert_num_queries, local, here, citizen):
    for person, cost in ((citizen, 2), (local, 3)):
        fresh = User.objects.get(pk=person.pk)
        with django_assert_num_queries(cost):
            decides_in(fresh)
        with django_assert_num_queries(0):
            decides_in(fresh)


def test_rights_that_sleep_moderate_nothing(local):
    local.rights_asleep = True
    assert decides_in(local) == NOWHERE


def test_team_names_them_in_the_form_of_a_group(monkeypatch, client_of, here, there, citizen):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # Wagtail's own templates look at more
    admin = client_of(User.objects.create_superuser("orga@example.org", display_name="Orga"))
    sent = {
        "name": "Modération du port",
        "mandates-consultations": [there.consultation.pk],
        **{f"{prefix}-{count}": 0 for prefix in formsets(admin) for count in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }
    assert admin.post(reverse("wagtailusers_groups:add"), sent).status_code == 302
    group = Group.objects.get(name="Modération du port")
    citizen.groups.add(group)
    person = User.objects.get(pk=citizen.pk)
    assert decides_in(person).keys == {there.consultation.pk}
    assert client_of(person).get(queue.item_url(there.waiting)).status_code == 200
    page = admin.get(reverse("wagtailusers_groups:edit", args=[group.pk])).text
    ticked = re.search(rf'<input[^>]*value="{there.consultation.pk}"[^>]*mandates-consultations[^>]*>', page)
    assert ticked
    assert "checked" in ticked.group()
    del sent["mandates-consultations"]
    assert admin.post(reverse("wagtailusers_groups:edit", args=[group.pk]), sent).status_code == 302
    assert not Mandate.objects.exists()
    assert decides_in(User.objects.get(pk=citizen.pk)) == NOWHERE


def formsets(admin: Any) -> set[str]:
    """The prefixes of Wagtail's own panels."""
    page = admin.get(reverse("wagtailusers_groups:add"))
    return {panel.prefix for panel in page.context["permission_panels"] if hasattr(panel, "management_form")}


def test_group_keeps_its_other_rights(here):
    group = factories.group_with("cms.read_second")
    for pages in ([here.consultation], [], [here.consultation]):
        give_mandates(group=group, consultations=pages)
        held = {permission.codename for permission in group.permissions.all()}
        assert "read_second" in held
        assert ("moderate_consultation" in held) is bool(pages)
    assert group.mandates.count() == 1


def test_the_page_of_a_text_of_theirs_holds_the_form_that_hands_it_over(client_of, local, here):
    assert 'class="desk-over"' in client_of(local).get(queue.item_url(here.waiting)).text


def test_group_without_mandates_no_longer_opens_the_admin(here, local):
    group = local.groups.get()
    give_mandates(group=group, consultations=[])
    assert not group.permissions.exists()
    other = Group.objects.create(name="Presse")
    other.permissions.add(*group_rights("wagtailadmin.access_admin", "moderation.view_decision"))
    give_mandates(group=other, consultations=[here.consultation])
    give_mandates(group=other, consultations=[])
    assert {right.codename for right in other.permissions.all()} == {"access_admin", "view_decision"}


def group_rights(*dotted: str) -> list[Permission]:
    pairs = (name.split(".") for name in dotted)
    return [Permission.objects.get(content_type__app_label=app, codename=name) for app, name in pairs]
