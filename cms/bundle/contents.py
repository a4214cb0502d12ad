"""The files of a bundle, in the order in which they are written."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from cms.addresses import path_of_edition, reference_of
from cms.bundle import rows
from cms.bundle.archive import File
from cms.bundle.rows import Row, moment
from cms.editions.statements import of_edition
from cms.models import Edition
from consult.canonical import canonical_json
from proposals.models import Import

CHECK = "check.py"
README = "README.txt"


def files_of(edition: Edition) -> Iterator[File]:
    """All that is needed to verify an edition, but the manifest. Sixteen queries, however many texts it has.

    Comes with ``page``, ``run`` and ``corpus__consultation``. Rows are read as they are written: nothing is held
    but the findings and the references of what is gone.
    """
    statements = of_edition(edition)
    gone: dict[str, list[str]] = {"erased": [], "withheld": []}
    yield File("edition.json", [sheet(edition_content(edition))])
    yield File("corpus.jsonl", lines(_noting(rows.corpus_rows(edition), gone)))
    yield File("versions.jsonl", lines(rows.other_version_rows(edition)))
    yield File("findings.jsonl", lines(rows.finding_rows(statements)))
    yield File("citations.jsonl", lines(rows.citation_rows(statements)))
    yield File("arguments.jsonl", lines(rows.argument_rows(statements)))
    yield File("decisions.jsonl", lines(rows.decision_rows(edition)))
    yield File("fates.jsonl", lines(rows.fate_rows(edition)))
    yield File("counts.json", [sheet(edition.figures)])
    yield File("themes.json", [sheet({"themes": edition.themes, "merged": rows.merged_rows(edition)})])
    yield File("runs.json", [sheet({"runs": run_content(edition)})])
    yield File("labels.jsonl", lines(rows.label_rows(edition)))
    yield File("journal.jsonl", lines(rows.journal_rows(edition)))
    yield File(README, [readme(edition, gone)])
    yield File(CHECK, [script()])


def lines(content: Iterable[Row]) -> Iterator[str]:
    """One canonical JSON object a line."""
    return (f"{canonical_json(row)}\n" for row in content)


def sheet(content: Any) -> str:
    """JSON for people to read: sorted keys, one a line."""
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@cache
def script() -> str:
    """The script that checks a bundle; it needs nothing of ours."""
    return (settings.BASE_DIR / "docs" / "verify_synthese.py").read_text(encoding="utf-8")


def edition_content(edition: Edition) -> Row:
    """The edition itself, but for its findings. No query."""
    corpus = edition.corpus
    return {
        "synthesis": reference_of(edition.page),
        "consultation": corpus.consultation.slug,
        "address": settings.WAGTAILADMIN_BASE_URL + path_of_edition(edition),
        "number": edition.number,
        "title": edition.title,
        "lead": edition.lead,
        "how_made": edition.how_made,
        "published_at": moment(edition.published_at),
        "theme_floor": edition.theme_floor,
        "open_gates": edition.open_gates,
        "public_reason": edition.public_reason,
        "hash": edition.hash,
        "corpus": {
            "reference": corpus.reference,
            "hash": corpus.hash,
            "size": corpus.size,
            "cutoff_at": moment(corpus.cutoff_at),
        },
    }


def run_content(edition: Edition) -> list[Row]:
    """The grouping that editors worked from: what it takes to compute it again. No query."""
    run = edition.run
    if run is None:
        return []
    return [
        {
            "number": run.number,
            "parameters": run.parameters,
            "encoder": run.encoder,
            "environment": run.environment,
            "corpus_hash": run.corpus_hash,
            "corpus_size": run.corpus_size,
            "result_hash": run.result_hash,
            "finished_at": moment(run.finished_at) if run.finished_at else "",
        }
    ]


def readme(edition: Edition, gone: dict[str, list[str]]) -> str:
    """What the bundle is, where its words come from and how to check it, in French and in English. Two queries."""
    consultation = edition.corpus.consultation
    return render_to_string(
        "cms/bundle/readme.txt",
        {
            "edition": edition,
            "address": settings.WAGTAILADMIN_BASE_URL + path_of_edition(edition),
            "consultation": consultation,
            "published": edition.published_at.date().isoformat(),
            "attribution": unescape(strip_tags(consultation.attribution)).strip(),
            "origins": origins(edition),
            "erased": ", ".join(gone["erased"]),
            "withheld": ", ".join(gone["withheld"]),
        },
    )


def origins(edition: Edition) -> list[Row]:
    """The sources of the contributions that came from elsewhere, with their licence and how many. One query."""
    imports = Import.objects.filter(proposals__versions__corpus_items__corpus=edition.corpus_id)
    counted = imports.values("source", "licence").annotate(count=Count("proposals__versions__corpus_items"))
    return [dict(row) for row in counted.order_by("source", "licence")]


def _noting(content: Iterable[Row], gone: dict[str, list[str]]) -> Iterator[Row]:
    """The same rows; the references of those that are gone are kept for the README."""
    for row in content:
        if row["state"]:
            gone[row["state"]].append(row["reference"])
        yield row
