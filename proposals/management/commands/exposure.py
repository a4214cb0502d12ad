"""Print how often each proposal stands on the first page of the fair order."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.models import ConsultationPage
from proposals.exposure import Shares, drawn_seeds, every_seed, first_page_shares
from proposals.models import Proposal

SHOWN = 5  # proposals at each end, unless all are asked for


class Command(BaseCommand):
    help = (
        "How often each published proposal of a consultation stands on the first page of its list, in the fair order: "
        "over so many page loads, each with a seed drawn as a visit would, or over every seed there is."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("slug", help="the consultation, by its address")
        parser.add_argument("--loads", type=int, default=10_000, help="page loads (10,000); 0 for every seed once")
        parser.add_argument("--seed", type=int, default=1, help="of the draw of seeds (1): the same gives the same")
        parser.add_argument("--all", action="store_true", help="every proposal, not the ends alone")

    def handle(self, *args: Any, **options: Any) -> None:
        consultation = ConsultationPage.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(f"There is no consultation “{options['slug']}”.")
        if options["loads"] < 0:
            raise CommandError("--loads is a number of page loads, or 0 for every seed.")
        listed = Proposal.objects.listed().not_folded().filter(consultation=consultation)
        numbers = list(listed.order_by("number").values_list("number", flat=True))
        if not numbers:
            raise CommandError("No proposal of this consultation is published yet.")
        loads = options["loads"]
        seeds = drawn_seeds(loads, options["seed"]) if loads else every_seed()
        shares = first_page_shares(numbers, seeds)
        self._say(shares, everything=options["all"])
        if loads and shares.chance:
            self.stdout.write(f"A draw that favours nobody shows ±{shares.chance:.1%} by chance for 19 of 20 of them.")

    def _say(self, shares: Shares, *, everything: bool) -> None:
        ranked = sorted(zip(shares.counts.tolist(), shares.numbers.tolist(), strict=True))
        kept = ranked if everything or len(ranked) <= 2 * SHOWN else [*ranked[:SHOWN], *ranked[-SHOWN:]]
        for count, number in kept:
            self.stdout.write(f"P-{number}\t{count}\t{count / shares.mean - 1:+.1%}")
        self.stdout.write(
            f"{len(ranked)} proposals, {shares.loads} page loads: mean {shares.mean:.1f}, least {ranked[0][0]}, "
            f"most {ranked[-1][0]}, within ±{shares.spread:.1%} of the mean."
        )
