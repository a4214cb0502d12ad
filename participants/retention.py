"""How long this room keeps what concerns one person only."""

from datetime import timedelta

from consult.retention import Rule, retention_rules, rows_rule
from participants import inactive
from participants.cleaning import TIME_TO_CONFIRM, remove_unconfirmed, unconfirmed
from participants.copies import asking
from participants.models import Notice

NOTICES_KEPT = timedelta(days=730)  # as long as an account that nobody uses

retention_rules.register("copies of data", order=100)(
    Rule(
        kept_for=asking.KEPT_FOR,
        old=lambda at: asking.old_copies(at=at).count(),
        forget=lambda at: asking.forget_copies(at=at),
    )
)
retention_rules.register("unconfirmed accounts", order=110)(
    Rule(
        kept_for=TIME_TO_CONFIRM,
        old=lambda at: unconfirmed(at=at).count(),
        forget=lambda at: remove_unconfirmed(at=at),
    )
)
retention_rules.register("inactive accounts", order=120)(
    Rule(
        kept_for=inactive.KEPT_FOR,
        old=lambda at: inactive.to_erase(at=at).count() + inactive.unreached(at=at).count(),
        forget=inactive.forget_inactive,
    )
)
retention_rules.register("notices", order=130)(
    rows_rule(NOTICES_KEPT, lambda limit: Notice.objects.filter(created_at__lte=limit))
)
