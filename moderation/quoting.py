"""What stands around a text that quotes it: reasons, reports, appeals, notes, links, notices."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from consult.models import ConsultationPage
from consult.text import words as words_of
from moderation.models import Appeal, Decision, HandOver, Pause, Report, Subject, noun_of, subject_key
from moderation.pause_notices import address_of as pause_address
from participants.models import Notice
from proposals.models import Amendment, Comparison, Proposal

IN_PLACE = "[…]"  # in the place of words that were taken out: most of these rows are refused without any
SERIES = 3  # words in a row that make a quotation
ALWAYS = ("facts",)  # a moderator is asked to quote there


def series_of(texts: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Three words after three words of some texts, folded; of a shorter one, all that it says.

    >>> sorted(series_of(["L’école brûle ce soir", "Voleur !"]))
    [('brule', 'ce', 'soir'), ('ecole', 'brule', 'ce'), ('voleur',)]
    """
    found: set[tuple[str, ...]] = set()
    for text in texts:
        said = words_of(text)
        length = min(SERIES, len(said))
        if length:
            found |= {tuple(said[n : n + length]) for n in range(len(said) - length + 1)}
    return frozenset(found)


def quotes(words: str, series: frozenset[tuple[str, ...]]) -> bool:
    """Whether some words hold one of these series. No query.

    >>> quotes("Il écrit : « brûle ce soir ».", series_of(["L’école brûle ce soir"]))
    True
    >>> quotes("L’école du soir", series_of(["L’école brûle ce soir"]))
    False
    """
    said = words_of(words)
    lengths = {len(one) for one in series}
    return any(tuple(said[n : n + length]) in series for length in lengths for n in range(len(said) - length + 1))


def take_quotations(subject: Subject, texts: Sequence[str]) -> list[list[Any]]:
    """Empty what quotes a text, but for notices; returns model, key, column and words of each. Seven queries, and one
    a row that quotes. Call inside a transaction.
    """
    series = series_of(texts)
    taken: list[list[Any]] = []
    for row, columns in _rows_around(subject):
        found = {name: words for name in columns if (words := getattr(row, name)) and words != IN_PLACE}
        found = {name: words for name, words in found.items() if name in ALWAYS or quotes(words, series)}
        taken += [[row._meta.label, row.pk, name, words] for name, words in found.items()]
        if found:
            type(row)._default_manager.filter(pk=row.pk).update(**dict.fromkeys(found, IN_PLACE))
    return taken


def give_quotations_back(taken: Sequence[Sequence[Any]]) -> None:
    """Put back what ``take_quotations`` returned, where nothing else was written since. One query each."""
    for label, key, column, words in taken:
        model = apps.get_model(label)
        model._default_manager.filter(pk=key, **{column: IN_PLACE}).update(**{column: words})


def clear_notices(subject: Subject, texts: Sequence[str], quoted: Sequence[Sequence[Any]]) -> int:
    """Take the same words out of the notices that name a text, in the site and in mails that wait; how many.

    Three queries, and one a notice that quotes. Of a notice, the paragraphs that quote go.
    """
    series = series_of(texts)
    passages = sorted({words for _label, _key, _column, words in quoted}, key=len, reverse=True)
    address = subject.get_absolute_url()
    own = (subject if isinstance(subject, Proposal) else subject.proposal).consultation
    elsewhere = {f"/{slug}/" for slug in ConsultationPage.objects.exclude(pk=own.pk).values_list("slug", flat=True)}
    pauses = Pause.objects.filter(**subject_key(subject)).select_related("consultation")
    of_pauses = [pause_address(pause) for pause in pauses]  # these notices say neither reference nor address
    reference = re.compile(rf"(?<![\w-]){re.escape(subject.reference)}(?![\w-])")
    named = Q(body__contains=subject.reference) | Q(subject__contains=subject.reference)
    cleared = 0
    for notice in Notice.objects.filter(named | Q(url__startswith=address) | Q(url__in=of_pauses)):
        about = notice.url.startswith(address) or notice.url in of_pauses
        named_here = reference.search(f"{notice.subject}\n{notice.body}")  # P-12 is no P-1
        if not about and (not named_here or notice.url.startswith(tuple(elsewhere))):
            continue
        body = notice.body
        for words in passages:
            body = body.replace(words, IN_PLACE)
        body = "\n\n".join(IN_PLACE if quotes(part, series) else part for part in body.split("\n\n"))
        headline = subject.reference if quotes(notice.subject, series) else notice.subject
        if (body, headline) != (notice.body, notice.subject):
            Notice.objects.filter(pk=notice.pk).update(body=body, subject=headline)
            cleared += 1
    return cleared


def _rows_around(subject: Subject) -> Iterator[tuple[Model, tuple[str, ...]]]:
    noun = noun_of(subject)
    yield from ((row, ("facts", "words")) for row in Decision.objects.on(subject))
    yield from ((row, ("words",)) for row in Report.objects.on(subject))
    yield from ((row, ("words", "answer")) for row in Appeal.objects.filter(**{f"decision__{noun}": subject}))
    yield from ((row, ("words",)) for row in HandOver.objects.filter(**subject_key(subject)))
    pauses = Pause.objects.filter(**subject_key(subject))
    yield from ((row, ("facts", "words", "contest", "answer")) for row in pauses)
    if isinstance(subject, Proposal):
        links = Comparison.objects.filter(Q(newer=subject) | Q(older=subject)).exclude(words="")
        yield from ((row, ("words",)) for row in links)
    if isinstance(subject, Amendment):
        yield subject, ("answer",)
