"""Tags, through a model with a real foreign key (ADR 0012)."""

from django.db import models
from taggit.models import ItemBase, Tag


class TaggedProposal(ItemBase):
    """A tag on a proposal."""

    tag = models.ForeignKey(
        Tag,
        on_delete=models.CASCADE,  # a tag that goes leaves its proposals untagged
        related_name="tagged_proposals",
    )
    content_object = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # part of its proposal
        related_name="tagged_items",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once_a_proposal")]
