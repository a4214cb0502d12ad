"""Tags: from what was typed to rows, one tag for all the spellings of a word."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.text import slugify
from taggit.models import Tag

from consult.canonical import sha256_of
from consult.compiled import compiled_once
from consult.text import clean_whitespace_nfc, fold
from proposals.models import Proposal, TaggedProposal

LONGEST_TAG = 100  # characters
_BETWEEN = re.compile(r"[,;\n]")


def split_tags(typed: str) -> list[str]:
    """Cut a list of tags written with commas, semicolons or lines; spellings of one word count once.

    >>> split_tags("Vélo, velo ; Transports  publics,")
    ['Vélo', 'Transports publics']
    """
    names = (clean_whitespace_nfc(part).lstrip("#").strip() for part in _BETWEEN.split(typed))
    distinct: dict[str, str] = {}
    for name in names:
        if tag_slug(name):
            distinct.setdefault(tag_slug(name), name)
    return list(distinct.values())


def tag_slug(name: str) -> str:
    """What two spellings of a tag share, and what stands in addresses.

    >>> tag_slug("Énergies renouvelables")
    'energies-renouvelables'
    """
    return slugify(fold(name), allow_unicode=True)[:LONGEST_TAG]


def tags_named(names: Iterable[str]) -> dict[str, Tag]:
    """Find or make the tags of some names, by slug. Three queries at most, whoever makes the same ones meanwhile."""
    wanted = {tag_slug(name): name[:LONGEST_TAG] for name in names}
    found = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted)}
    missing = [Tag(name=name, slug=slug) for slug, name in wanted.items() if slug not in found]
    if missing:
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        found = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted)}
    return found


def tag_proposals(names_of: Mapping[int, Iterable[str]]) -> None:
    """Tag many proposals, given by primary key, at once. Four queries, and one more for each thousand rows."""
    tags = tags_named(name for names in names_of.values() for name in names)
    pairs = {(pk, tags[slug].pk) for pk, names in names_of.items() for slug in map(tag_slug, names) if slug in tags}
    TaggedProposal.objects.bulk_create(
        [TaggedProposal(content_object_id=pk, tag_id=tag) for pk, tag in sorted(pairs)],
        ignore_conflicts=True,
        batch_size=1_000,
    )


def retag_proposal(proposal: Proposal, names: Iterable[str]) -> None:
    """Give one proposal these tags and no others. Six queries at most."""
    names = list(names)
    others = TaggedProposal.objects.filter(content_object=proposal).exclude(tag__slug__in=map(tag_slug, names))
    others.delete()
    tag_proposal(proposal, names)


def written_tags(proposal: Proposal) -> str:
    """The tags of a proposal as they are typed in a form. One query."""
    return ", ".join(proposal.tags.order_by("name").values_list("name", flat=True))


def tags_of(proposals: Iterable[int]) -> dict[int, list[str]]:
    """The tags of some proposals, given by primary key, in the order of their names. One query."""
    found: dict[int, list[str]] = {}
    rows = TaggedProposal.objects.filter(content_object__in=list(proposals)).order_by("tag__name")
    for proposal, name in rows.values_list("content_object", "tag__name"):
        found.setdefault(proposal, []).append(name)
    return found


def give_tags(proposals: Iterable[Proposal]) -> None:
    """Put the tags of proposals on them, as ``given_tags``: names and slugs, as they were tagged. One query."""
    given: dict[int, list[tuple[str, str]]] = {proposal.pk: [] for proposal in proposals}
    for key, name, slug in _tags_on(list(given)):
        given[key].append((name, slug))
    for proposal in proposals:
        proposal.given_tags = given[proposal.pk]


@compiled_once
def _tags_on(proposals: Sequence[int]) -> QuerySet[TaggedProposal, tuple[int, str, str]]:
    rows: QuerySet[TaggedProposal] = TaggedProposal.objects.filter(content_object__in=proposals).order_by("pk")
    return rows.values_list("content_object", "tag__name", "tag__slug")


def tags_seal(names: Iterable[str]) -> str:
    """A short hash of some tags: whether they are those that somebody read.

    >>> tags_seal(["vélo", "bus"]) == tags_seal(["bus", "vélo"])
    True
    """
    return sha256_of(sorted(names))[:16]


def tag_proposal(proposal: Proposal, names: Iterable[str]) -> None:
    """Tag one proposal. Four queries at most, none without names."""
    names = list(names)
    if names:
        tag_proposals({proposal.pk: names})
