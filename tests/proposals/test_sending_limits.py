"""What a new account may send, and that nobody says the same twice in a row (M-7)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.forms import BaseForm, FileField
from django.template import engines
from django.urls import get_resolver, reverse
from django.utils import translation

from participants.models import User
from proposals.actions import argue, submit
from proposals.amending.answering import decline
from proposals.amending.proposing import Wording, propose
from proposals.editing import edit
from proposals.entering.acting import enter
from proposals.forms import ArgumentForm
from proposals.importing import ArgumentRow, import_arguments
from proposals.models import Amendment, Argument, Draft, Proposal
from proposals.replying import reply
from proposals.sending_limits import FirstDayIsFull, SaidAlready, SentTooSoon, TooManyLinks, count_links
from tests.conftest import NOON
from tests.factories import ArgumentFactory, CitizenFactory, ProposalFactory, open_consultation, staff
from tests.guards.addresses import ROOMS

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-7")]
MINUTE = timedelta(minutes=1)
LINKS = "Lisez https://a.example/1, www.b.example et c.org."


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lenient_templates(monkeypatch):
    """Wagtail's own templates look at variables that may be missing."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def newcomer(consultation):
    """Whose account was made an hour before noon."""
    return CitizenFactory(email="nouvelle@example.org", joined_at=NOON - timedelta(hours=1))


def sent_by(person, consultation, number=0, *, at=NOON, text="", **more) -> Proposal:
    """A proposal with words of its own."""
    words = text or f"Un train de plus, numéro {number}."
    return submit(consultation=consultation, author=person, title=f"Train {number}", text=words, at=at, **more)


def argued_by(person, proposal, number=0, *, at=NOON, text="", **more) -> Argument:
    words = text or f"Parce que, raison {number}."
    return argue(proposal=proposal, author=person, stance="for", text=words, at=at, **more)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Le train du soir.", 0),
        ("https://a.example http://b.example/page?x=1", 2),
        ("www.exemple.fr et exemple.fr/page, sncf-connect.com", 3),
        ("SITE.COM Site.Org", 2),
        ("Écrire à ana@example.org.", 0),
        ("Fini le soir.La gare, p. ex., coûte 3.5 M€ ; cf. art.2 etc.", 0),
        ("(voir: https://fr.wikipedia.org/wiki/Train_(transport).)", 1),
        ("ftp://fichiers.example/x", 1),
        ("[ici](https://a.example)", 1),
    ],
)
def test_links_are_addresses_and_bare_names(text, links):
    assert count_links(text) == links


def test_the_third_link_of_a_new_account_is_refused(consultation, newcomer):
    with pytest.raises(TooManyLinks) as refused:
        sent_by(newcomer, consultation, text=LINKS)
    assert refused.value.status == 422
    assert "2 links at most" in refused.value.sentence
    assert sent_by(newcomer, consultation, text="Lisez https://a.example/1 et c.org.")


def test_the_source_of_an_argument_counts_as_a_link(newcomer, consultation):
    proposal = ProposalFactory(consultation=consultation)
    two = "Voir a.org et b.org."
    with pytest.raises(TooManyLinks):
        argued_by(newcomer, proposal, text=two, source_url="https://c.example/")
    assert argued_by(newcomer, proposal, text=two)


def test_links_are_not_brought_by_a_change_nor_by_a_word_of_refusal(newcomer):
    after = open_consultation("apres", moderation="after")
    own = sent_by(newcomer, after, at=NOON - MINUTE)
    with pytest.raises(TooManyLinks):
        edit(proposal=own, author=newcomer, title="Train", text=LINKS, read_version=1, at=NOON)
    amendment = Amendment.objects.create(
        proposal=own,
        version=own.current,
        author=CitizenFactory(),
        number=1,
        state="published",
        published_at=NOON,
        created_at=NOON,
        title="Autre",
        wording="Autre",
        reason="Mieux",
    )
    with pytest.raises(TooManyLinks):
        decline(amendment=amendment, author=newcomer, answer=LINKS, at=NOON)


def test_links_that_stand_already_are_not_an_amendments(newcomer, consultation):
    proposal = ProposalFactory(consultation=consultation, text=LINKS)
    whole = Wording(None, None, proposal.current.title, LINKS + " Et le soir.", "Manque le soir")
    assert propose(proposal=proposal, author=newcomer, wording=whole, read_version=1, at=NOON)


def test_two_texts_of_a_new_account_are_half_a_minute_apart(consultation, newcomer):
    proposal = sent_by(newcomer, consultation, at=NOON)
    with pytest.raises(SentTooSoon) as refused:
        sent_by(newcomer, consultation, 1, at=NOON + timedelta(seconds=18.5))
    assert refused.value.status == 429
    assert "in 12 seconds" in refused.value.sentence
    proposal.publish(at=NOON)
    assert argued_by(newcomer, proposal, at=NOON + timedelta(seconds=30))


def test_a_fourth_contribution_waits_for_the_next_day(consultation, newcomer):
    for number in range(2):
        sent_by(newcomer, consultation, number, at=NOON + number * MINUTE)
    other = ProposalFactory(consultation=consultation)
    wording = Wording(0, 4, "", "Deux", "Un de plus")
    propose(proposal=other, author=newcomer, wording=wording, read_version=1, at=NOON + 3 * MINUTE)
    with pytest.raises(FirstDayIsFull) as refused:
        sent_by(newcomer, consultation, 4, at=NOON + timedelta(hours=22, minutes=59))
    assert "3 proposals and amendments" in refused.value.sentence
    assert "March 3, 2026, noon" in refused.value.sentence  # in Paris, a day after the account was made
    assert argued_by(newcomer, other, at=NOON + 5 * MINUTE)
    assert sent_by(newcomer, consultation, 4, at=NOON + timedelta(hours=23))


def test_an_eleventh_comment_waits_for_the_next_day(consultation, newcomer):
    proposal = ProposalFactory(consultation=consultation)
    others = ArgumentFactory(proposal=proposal)
    for number in range(9):
        argued_by(newcomer, proposal, number, at=NOON + number * MINUTE)
    reply(argument=others, author=newcomer, text="Pas chez nous.", at=NOON + 9 * MINUTE)
    with pytest.raises(FirstDayIsFull):
        reply(argument=others, author=newcomer, text="Vraiment pas.", at=NOON + 10 * MINUTE)
    assert sent_by(newcomer, consultation, at=NOON + 10 * MINUTE)


def test_what_was_sent_to_another_consultation_counts_too(consultation, newcomer):
    sent_by(newcomer, open_consultation("ailleurs"), at=NOON)
    with pytest.raises(SentTooSoon):
        sent_by(newcomer, consultation, 1, at=NOON)


def test_each_consultation_sets_its_own_limits(newcomer):
    strict = open_consultation("stricte", newcomer_links=0, newcomer_contributions=1, newcomer_pause=None)
    free = open_consultation(
        "libre", newcomer_links=None, newcomer_contributions=None, newcomer_pause=0, repeat_minutes=None
    )
    with pytest.raises(TooManyLinks, match="no link"):
        sent_by(newcomer, strict, text="Voir a.org")
    sent_by(newcomer, strict)
    with pytest.raises(FirstDayIsFull):
        sent_by(newcomer, strict, 2)
    assert [sent_by(newcomer, free, text=LINKS).number for _time in range(5)] == [1, 2, 3, 4, 5]


def test_an_older_account_has_no_such_limit(consultation, citizen):
    for number in range(5):
        sent_by(citizen, consultation, number, text=f"{LINKS} {number}")
    assert Proposal.objects.count() == 5


@pytest.mark.parametrize("again", ["Des trains le soir !", "DES  TRAINS\n le soir !", "Dés trâins le soir !"])
def test_nobody_sends_the_same_text_twice_within_five_minutes(consultation, citizen, again):
    sent_by(citizen, consultation, 1, text="Des trains le soir !")
    with pytest.raises(SaidAlready) as refused:
        sent_by(citizen, consultation, 1, text=again, at=NOON + timedelta(minutes=4, seconds=59))
    assert refused.value.status == 429
    assert "within 5 minutes" in refused.value.sentence
    assert sent_by(citizen, consultation, 2, text=again, at=NOON + MINUTE)  # under another title
    assert sent_by(citizen, consultation, 1, text=again, at=NOON + 5 * MINUTE)


def test_the_same_argument_is_not_laid_under_each_proposal(consultation, citizen, other_citizen):
    proposals = [ProposalFactory(consultation=consultation) for _n in range(2)]
    argued_by(citizen, proposals[0], text="Non merci.")
    with pytest.raises(SaidAlready):
        argued_by(citizen, proposals[1], text="Non merci.")
    assert argued_by(other_citizen, proposals[1], text="Non merci.")


def test_the_same_form_sent_again_gives_the_first_one_back(consultation, newcomer):
    key = uuid4()
    first = sent_by(newcomer, consultation, idempotency_key=key)
    assert sent_by(newcomer, consultation, idempotency_key=key) == first


def test_the_team_and_invented_accounts_have_no_limit(consultation):
    team = staff("equipe@example.org", "Équipe", [])
    invented = CitizenFactory(invented=True)
    for person in (team, invented):
        person.joined_at = NOON - MINUTE
        person.save()
        assert [sent_by(person, consultation, text=LINKS) for _time in range(4)]
    assert Proposal.objects.count() == 8


def test_it_costs_one_query(consultation, citizen, monkeypatch, count_queries, is_postgresql):
    with_limits = count_queries(lambda: sent_by(citizen, consultation, 1))
    monkeypatch.setattr("proposals.actions.refuse_beyond", lambda sending: None)
    assert len(with_limits) == len(count_queries(lambda: sent_by(citizen, consultation, 2))) + 1


def test_the_refused_text_stays_on_the_screen_and_its_draft_too(client_of, newcomer, consultation, typed, at_noon):
    sent_by(newcomer, consultation, at=NOON)
    draft = Draft.objects.create(
        key=uuid4(), author=newcomer, consultation=consultation, kind="proposal", saved_at=NOON, text="Plus tard"
    )
    data = typed(text="Deux trains, même le dimanche.", draft=str(draft.key), revision="1")
    answer = client_of(newcomer).post("/se-deplacer/deposer/", data)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Deux trains, même le dimanche." in page
    assert 'class="error-summary"' in page
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert Proposal.objects.count() == 1


def test_each_form_keeps_what_was_typed(client_of, newcomer, consultation, at_noon):
    proposal = ProposalFactory(consultation=consultation)
    ArgumentFactory(proposal=proposal)
    sent_by(newcomer, consultation, at=NOON)
    browser = client_of(newcomer)
    forms = {
        reverse("proposals:argue", args=["se-deplacer", proposal.number]): {
            "stance": "for",
            "text": "Gardez ces mots.",
        },
        reverse("proposals:reply", args=["se-deplacer", proposal.number, 1]): {"text": "Gardez ces mots."},
        reverse("proposals:amend", args=["se-deplacer", proposal.number]): {
            "start": "0",
            "end": "4",
            "text": "Gardez ces mots.",
            "reason": "Mieux",
            "read_version": "1",
        },
    }
    for address, data in forms.items():
        answer = browser.post(address, {**data, "key": str(uuid4())})
        assert (answer.status_code, "Gardez ces mots." in answer.content.decode()) == (429, True), address


def test_contributions_entered_for_others_have_no_limit(consultation, at_noon):
    organiser = staff("accueil@example.org", "Accueil", ["proposals.enter_entry"])
    organiser.joined_at = NOON - MINUTE
    letter = {"medium": "email", "received_on": date(2026, 2, 20), "basis": "anonymous"}
    for _letter in range(4):
        enter(consultation=consultation, by=organiser, title="Un banc", text=LINKS, **letter)
    assert Proposal.objects.count() == 4


def test_an_import_has_no_limit(consultation, at_noon):
    proposal = ProposalFactory(consultation=consultation, author=None, external_id="61")
    rows = [ArgumentRow(proposal="61", stance="for", text=LINKS) for _row in range(12)]
    import_arguments(consultation=consultation, rows=rows, source="Ailleurs", at=NOON)
    assert proposal.arguments.count() == 12


def subclasses_of(form: type[BaseForm]) -> set[type[BaseForm]]:
    return {form}.union(*(subclasses_of(below) for below in form.__subclasses__()))


def test_no_form_of_ours_takes_a_file():
    """“No files” holds for every account: nothing that is sent here is one."""
    get_resolver().url_patterns  # noqa: B018 – loads all views, and with them all forms
    ours = [form for form in subclasses_of(BaseForm) if form.__module__.split(".")[0] in ROOMS]
    assert ArgumentForm in ours
    taking = [form for form in ours if any(isinstance(f, FileField) for f in getattr(form, "base_fields", {}).values())]
    assert taking == []


def test_the_organiser_sets_the_limits_on_the_page_of_the_consultation(client_of, consultation, lenient_templates):
    admin = User.objects.create_superuser("admin@example.org")
    page = client_of(admin).get(f"/admin/pages/{consultation.pk}/edit/").content.decode()
    for name, value in [("links", 2), ("pause", 30), ("contributions", 3), ("comments", 10)]:
        assert f'name="newcomer_{name}" value="{value}"' in page


def test_the_rules_of_the_consultation_say_the_limits(client, consultation, at_noon):
    client.cookies["langue"] = "en"
    page = client.get("/se-deplacer/").content.decode()
    assert "3 proposals and amendments, 10 arguments and replies, 2 links in a text, 30 seconds" in page
    assert "Nobody sends the same text twice within 5 minutes." in page


def test_without_limits_the_rules_say_none(client, at_noon):
    names = ["links", "pause", "contributions", "comments"]
    open_consultation("libre", repeat_minutes=None, **{f"newcomer_{name}": None for name in names})
    client.cookies["langue"] = "en"
    page = client.get("/libre/").content.decode()
    assert "24 hours" not in page
    assert "Nobody sends" not in page


def test_the_key_of_another_kind_opens_nothing(consultation, newcomer):
    consultation.newcomer_contributions = 0
    consultation.save()
    key = uuid4()
    argue(
        proposal=ProposalFactory(consultation=consultation),
        author=newcomer,
        stance="for",
        text="Oui.",
        idempotency_key=key,
        at=NOON,
    )
    with pytest.raises(FirstDayIsFull):
        sent_by(newcomer, consultation, idempotency_key=key, at=NOON + 2 * MINUTE)
