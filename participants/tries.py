"""How often a code to sign in is asked for and guessed (S-9): who attacks from one place locks nobody out elsewhere.

An account counts together with the network that asks, and by itself only so far that nobody's mailbox is flooded.
"""

from datetime import timedelta

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest
from django.utils import timezone

from consult.attempts import Limit, may_try, origin_of, time_left

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def wait_for_code(request: HttpRequest, email: str) -> timedelta | None:
    """None where one more code may be sent to an address for who asks, and counts it; else how long they have to wait.

    Two queries, and on PostgreSQL one a key; for who has to wait five more.
    """
    address, network = origin_of(request)
    account, at = email.strip().lower(), timezone.now()
    limits = [
        Limit(("codes to", account, network), 3, MINUTE),
        Limit(("codes to", account, network), 10, HOUR),
        Limit(("codes to", account), 40, HOUR),  # mails in one box, from however many networks
        Limit(("codes from", address), 20, MINUTE),
        Limit(("codes from", address), 300, HOUR),  # a whole room signs in behind one address
    ]
    return None if may_try(limits, at=at) else time_left(limits, at=at)


def may_try_code(request: HttpRequest, process: LoginCodeVerificationProcess) -> bool:
    """Whether one more code may be typed in this sign-in; counts it when it may.

    The session counts too, but two requests at once read the same count there. Two queries, and on PostgreSQL one a
    key.
    """
    address, network = origin_of(request)
    account, sign_in = str(process.state["email"]).strip().lower(), str(request.session.session_key)
    return may_try(
        [
            Limit(("sign-in", sign_in, repr(process.state["at"])), process.max_attempts, timedelta(days=1)),
            Limit(("guesses at", account, network), 30, HOUR),
            Limit(("guesses from", address), 600, HOUR),
        ]
    )


def may_ask_passkey(request: HttpRequest) -> bool:
    """Whether one more passkey may be asked for from where somebody signs in; counts it when it may. Two queries.

    Each answer needs a question of its own, so this counts answers too.
    """
    address, _network = origin_of(request)
    limits = [Limit(("passkeys from", address), 30, MINUTE), Limit(("passkeys from", address), 600, HOUR)]
    return may_try(limits)
