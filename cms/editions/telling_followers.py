"""Telling those who follow proposals that what became of these has changed in an edition: once each."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cms.addresses import path_of_edition
from cms.editions.telling import kind_of
from cms.models import Edition, EditionCitation, Fate, SynthesisPage
from consult.locks import take_turn
from consult.openings import reference_of
from participants.following import followers, numbers_of, reasons_of, target_of
from participants.models import Follow, Notice, Topic, User
from participants.notices import tell_many
from participants.registries import notice_subjects
from proposals.following.targets import PROPOSAL
from proposals.models import Proposal

EDITION = "edition"
BATCH = 500  # people told in one transaction


def tell_all(edition: Edition) -> int:
    """Tell them all; how many were told. Needs page and consultation. A second run tells nobody.

    Nor does a run while the synthesis is out of view. Seven queries, and nine a batch.
    """
    targets = _changed(edition)
    told, after = 0, 0
    while targets:
        with transaction.atomic():
            take_turn(f"telling of synthesis {edition.page_id}")
            people = list(followers(targets, after=after, most=BATCH)) if _is_in_view(edition) else []
            if not people:
                return told
            told, after = told + _tell(edition, people, targets), people[-1].pk
    return told


def _tell(edition: Edition, people: Sequence[User], targets: Sequence[str]) -> int:
    """Those who were told as authors are left out. Five queries at most."""
    authors = set(
        Notice.objects.filter(kind=kind_of(edition), recipient__in=people).values_list("recipient_id", flat=True)
    )
    readers = [person for person in people if person.pk not in authors]

    def words() -> tuple[str, str]:
        subject = _("What became of proposals that you follow, in the synthesis “%(title)s”")
        return subject % {"title": edition.title}, ""

    return tell_many(
        readers,
        kind=f"fates_{edition.pk}",
        topic=Topic.FOLLOW,
        words=words,
        url=path_of_edition(edition),
        about=target_of(reference_of(edition.corpus.consultation), EDITION, str(edition.pk)),
        follows=reasons_of(readers, targets),
    )


def _changed(edition: Edition) -> list[str]:
    """What is followed, is in view, and of which the edition says something new. Five queries."""
    consultation = edition.corpus.consultation
    start = target_of(reference_of(consultation), PROPOSAL, "")
    followed = Follow.objects.filter(target__startswith=start).order_by().values_list("target", flat=True).distinct()
    rows = Proposal.objects.listed().filter(consultation=consultation, number__in=numbers_of(list(followed)))
    proposals = dict(rows.values_list("pk", "number"))
    former = Edition.objects.published().filter(page=edition.page_id, number__lt=edition.number).first()
    now, before = _gist(edition, proposals), _gist(former, proposals) if former else {}
    return [f"{start}P-{number}" for key, number in proposals.items() if now.get(key) != before.get(key)]


def _gist(edition: Edition, proposals: dict[int, int]) -> dict[int, tuple[object, ...]]:
    """By proposal, what an edition says of it: its fate, and the findings that cite it. Two queries."""
    cited: dict[int, set[str]] = {}
    citations = EditionCitation.objects.filter(finding__edition=edition, version__proposal__in=proposals)
    for key, finding in citations.values_list("version__proposal", "finding__key"):
        cited.setdefault(key, set()).add(str(finding))
    fates = Fate.objects.filter(edition=edition, proposal__in=proposals).values_list(
        "proposal", "kind", "theme", "reason"
    )
    return {key: (*said, tuple(sorted(cited.get(key, ())))) for key, *said in fates}


def _is_in_view(edition: Edition) -> bool:
    return bool(SynthesisPage.objects.published().filter(pk=edition.page_id).exists())


@notice_subjects.register(EDITION)
def editions_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """The editions among these that anyone may read. Two queries."""
    keys = {int(key): target for target in targets if (key := target.rpartition("/")[2]).isdecimal()}
    rows = Edition.objects.filter(pk__in=keys, page__in=SynthesisPage.objects.published())
    return {keys[row.pk]: "" for row in rows}
