"""A published synthesis with a bit of everything, its bundle, and the script that checks it as anyone would."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone

from cms.bundle import bundle_response
from cms.models import Edition
from moderation.actions import decide
from proposals.actions import publish
from proposals.models import Proposal
from proposals.tasks import version_text
from synthesis.clustering.corpus import canonical, corpus_hash, labels_hash
from synthesis.deciding import Deed
from synthesis.deciding import decide as decide_theme
from synthesis.models import Cluster, GroupingRun, Placement, Theme
from synthesis.undoing import undo
from tests import factories
from tests.cms.shelf import cite, draft

SCRIPT = Path(settings.BASE_DIR) / "docs" / "verify_synthese.py"
TEXTS = ["Plus de trains le soir.", "Un bus de nuit, « même » le dimanche.", "Des pistes cyclables sûres.", "Bof."]


def contributions(consultation, count=8):
    """Published proposals, the first ones each with words of its own, whose publication the journal holds."""
    found = []
    for number in range(count):
        text = TEXTS[number] if number < len(TEXTS) else f"Encore une idée, la n°{number}."
        proposal = factories.ProposalFactory(
            consultation=consultation, waiting=True, created_at=timezone.now(), title=f"Idée {number}", text=text
        )
        publish(proposal, at=timezone.now())
        found.append(proposal)
    return found


def withhold(proposal, moderator, *, seen=0):
    reasons = {"facts": "Hors du sujet.", "words": "Votre texte parle d’autre chose.", "duration": "indefinite"}
    ground = factories.GroundFactory()
    return decide(subject=proposal, by=moderator, kind="withhold", seen=seen, ground=ground, **reasons)


def place(proposal, theme=None, *, reason=""):
    """A person's decision, and what it does."""
    deed = Deed.SET_ASIDE if reason else Deed.MOVED
    fresh = Proposal.objects.select_related("consultation").get(pk=proposal.pk)
    return decide_theme(proposals=[fresh], deed=deed, theme=theme, reason=reason, by=None)


def grouped(consultation, proposals, labels):
    """A run that put each of these where the labels say."""
    versions = [proposal.current for proposal in proposals]
    corpus = canonical([version_text(version) for version in versions], ["fr"] * len(versions), None, None)
    run = GroupingRun.objects.create(
        consultation=consultation,
        number=1,
        state="done",
        parameters={"seed": 7},
        corpus_hash=corpus_hash([(row.reference, row.current.fingerprint) for row in proposals]),
        corpus_size=len(proposals),
        result_hash=labels_hash(np.array(labels), corpus.order),
        created_at=timezone.now(),
        finished_at=timezone.now(),
    )
    clusters = [Cluster.objects.create(run=run, number=number, size=1) for number in range(max(labels) + 1)]
    for order, (version, label) in enumerate(zip(versions, labels, strict=True)):
        cluster = clusters[label] if label >= 0 else None
        Placement.objects.create(run=run, order=order, version=version, cluster=cluster)
    return run


def synthesis(consultation, moderator) -> Edition:
    """Two cited, one of which changed since; one confirmed, set aside, withheld; three not read; one late."""
    rows = contributions(consultation)
    trains = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=timezone.now())
    argument = factories.ArgumentFactory(proposal=rows[0], text="Trop cher, dit mon voisin.", stance="against")
    withhold(rows[5], moderator)
    grouped(consultation, [*rows[:5], *rows[6:]], [0, 0, 1, 1, 0, -1, -1])
    for proposal in (rows[0], rows[4]):
        place(proposal, trains)
    place(rows[3], reason="no_proposal")
    for key, deed in (
        (4, {"reason": "off_question"}),
        (6, {"theme": trains}),
    ):  # taken back: P-7 is not read
        act = place(rows[key], **deed)
        undo(consultation=consultation, at=act.at, before=act.done, by=None)
    findings = [("agreement", "Les trains manquent.", [(rows[0], "trains le soir"), (rows[1], "« même »")])]
    page = draft(consultation, [*findings, ("editorial", "Tout a été lu.", [])], title="Ce qui a été dit")
    cite(page.findings.order_by("sort_order")[0], argument, "Trop cher", role="contrary", sort_order=2)
    factories.add_version(rows[1], title="Idée 1", text="Un bus de nuit tous les jours.")
    late = factories.ProposalFactory(
        consultation=consultation, waiting=True, created_at=timezone.now(), text="Trop tard ?"
    )
    publish(late, at=timezone.now())
    page.save_revision().publish()
    return edition_of(page)


def edition_of(page) -> Edition:
    editions = Edition.objects.select_related("page", "run", "corpus__consultation")
    return editions.filter(page=page.pk, kind="edition").latest("number")


def proposal_of(number) -> Proposal:
    return Proposal.objects.get(number=number)


def bundle(edition) -> bytes:
    return b"".join(bundle_response(edition, RequestFactory().get("/")).streaming_content)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(path) -> tuple[bool, str]:
    """What the script says, run alone: no site packages, no folder of ours on its path."""
    alone = [sys.executable, "-I", "-S", "-W", "error", str(SCRIPT), str(path)]
    done = subprocess.run(alone, capture_output=True, text=True, check=False, cwd="/", encoding="utf-8")
    assert done.stderr == ""
    return done.returncode == 0, done.stdout
