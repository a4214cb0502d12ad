"""The name that the desk proposes for a cluster, from its own words; a person keeps it, mends it or writes another."""

import numpy as np
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from synthesis.models import Cluster, Placement

READ = 100  # texts of each cluster, those that fit best


def proposed_name(cluster: Cluster) -> str:
    """A name for a cluster that no other cluster of its run is proposed; empty without words. One query.

    Read are the best texts of every cluster of the run, so that the cost does not grow with the corpus.
    """
    from synthesis.clustering.names import group_names  # numpy's and no more, but only this page needs it

    rank = Window(RowNumber(), partition_by=[F("cluster")], order_by=[F("fit").desc(), F("order")])
    placed = Placement.objects.filter(
        run=cluster.run_id,
        cluster__isnull=False,
        version__proposal__state="published",
        version__proposal__off_topic_at=None,
    )
    best = placed.annotate(rank=rank).filter(rank__lte=READ).order_by("order")
    rows = list(best.values_list("cluster__number", "version__text", "version__proposal__language"))
    labels = np.array([number for number, _text, _language in rows], dtype=np.intp)
    names = group_names([text for _, text, _ in rows], labels, [language for _, _, language in rows])
    return names[cluster.number] if cluster.number < len(names) else ""
