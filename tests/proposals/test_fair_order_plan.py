"""The first page of the list with texts that are folded: PostgreSQL can still read the index alone."""

import pytest
from django.db import connection

from proposals import orders
from proposals.models import Proposal
from proposals.models.proposal import fair_terms
from tests.conftest import NOON
from tests.factories import EARLY

MANY, FOLDED = 2_000, 200
OTHERS = """
    SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index
    WHERE indrelid = 'proposals_proposal'::regclass AND NOT indisunique
      AND indexrelid <> 'proposal_standing'::regclass
"""


@pytest.mark.postgresql
@pytest.mark.django_db
def test_first_page_can_be_read_from_the_index_alone_with_folds_and_without(consultation):
    Proposal.objects.bulk_create(
        Proposal(
            consultation=consultation, number=number, state="published", created_at=EARLY, published_at=EARLY,
            first_public_version=1,
        )
        for number in range(1, MANY + 1)
    )  # fmt: skip
    first = Proposal.objects.get(number=1)
    Proposal.objects.filter(number__gt=MANY - FOLDED).update(folded_under=first, in_a_fold=True)
    page = orders.fair_page(consultation.pk, seed=5, at=NOON, page="1")
    assert (page.total, page.folded) == (MANY - FOLDED, FOLDED)
    assert nodes_of(orders._fairly._written(consultation.pk, NOON, *fair_terms(5), start=0)) == {
        ("Index Only Scan", "proposal_standing")
    }


def nodes_of(queryset):
    """How the table is read, each way once, where no other index of it is at hand."""
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(OTHERS)
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
        cursor.execute("ALTER TABLE proposals_proposal DROP CONSTRAINT proposal_number_once")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchone()
    below, found = [plan["Plan"]], set()
    while below:
        node = below.pop()
        if node.get("Relation Name") == "proposals_proposal":
            found.add((node["Node Type"], node.get("Index Name")))
        below += node.get("Plans", [])
    return found
