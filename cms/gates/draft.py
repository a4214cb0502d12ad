"""A synthesis as it stands on the desk, read once for all the gates."""

from dataclasses import dataclass

from cms.editions.fates import themes_in
from cms.editions.statements import Statement, at_work
from cms.models import SynthesisDesk, SynthesisPage, ThemeSetAside
from consult.models import ConsultationPage
from proposals.models import Version
from synthesis.models import CorpusItem, FrozenCorpus, Theme, ThemeMembership


@dataclass(frozen=True)
class Draft:
    """What the gates look at.

    ``inside`` are the primary keys of the proposals of the corpus among those that are cited; ``cited_themes`` those
    of the themes that a cited contribution stands in; ``confirmed_in`` is, for each cited proposal that a person
    placed or confirmed, the key of its theme.
    """

    page: SynthesisPage
    desk: SynthesisDesk
    consultation: ConsultationPage | None
    corpus: FrozenCorpus | None
    statements: list[Statement]
    inside: frozenset[int]
    themes: list[Theme]
    set_aside: dict[int, str]
    cited_themes: frozenset[int]
    confirmed_in: dict[int, int]


def load_draft(page: SynthesisPage) -> Draft:
    """Read a draft. Ten queries, however many findings it has."""
    parent = page.get_parent()
    consultation = ConsultationPage.objects.filter(pk=parent.pk).first() if parent else None
    desk = SynthesisDesk.of(page)
    corpus = desk.corpus
    statements = at_work(page)
    proposals = {
        source.proposal_id
        for statement in statements
        for citation in statement.citations
        if (source := citation.version or citation.argument)
    }
    inside = (
        CorpusItem.objects.filter(corpus=corpus, version__proposal__in=proposals)
        .order_by()
        .values_list("version__proposal_id", flat=True)
    )
    own = {c.version.proposal_id for s in statements for c in s.citations if isinstance(c.version, Version)}
    places = ThemeMembership.objects.filter(proposal__in=own, theme__isnull=False).order_by()
    standing = list(places.values_list("proposal_id", "theme_id", "confirmed_at"))
    aside = ThemeSetAside.objects.filter(page=page).values_list("theme_id", "reason")
    return Draft(
        page=page,
        desk=desk,
        consultation=consultation,
        corpus=corpus,
        statements=statements,
        inside=frozenset(inside) if corpus else frozenset(),
        themes=themes_in(corpus, cited=own) if corpus else [],
        set_aside=dict(aside),
        cited_themes=frozenset(theme for _proposal, theme, _at in standing if theme),
        confirmed_in={proposal: theme for proposal, theme, at in standing if theme and at},
    )
