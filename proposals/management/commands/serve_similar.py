"""Answer which proposals are close to what is typed: a process of its own, which holds the sentence encoder."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proposals.encoder import load_encoder
from proposals.similar.comparing import Comparer
from proposals.similar.serving import IDLE, AlreadyServed, listen, serve


class Command(BaseCommand):
    help = "Answer which proposals are close to what somebody types, at CONSULT_SIMILAR_SOCKET, until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        address = settings.CONSULT_SIMILAR_SOCKET
        if not address:
            raise CommandError("CONSULT_SIMILAR_SOCKET names no socket: suggestions go by words alone.")
        encoder = load_encoder(settings.CONSULT_ENCODER)
        if encoder is not None:
            encoder.encode(["."])  # reads the model now, not while somebody types
        try:
            Path(address).parent.mkdir(parents=True, exist_ok=True)
            line = listen(address)
        except AlreadyServed:
            raise CommandError(f"Another process answers at {address} already.") from None
        except OSError as error:
            raise CommandError(f"No socket can be opened at {address}: {error}.") from error
        self.stdout.write(f"Answering at {address}")
        try:
            with line:
                line.settimeout(IDLE)
                serve(line, Comparer(encoder))
        finally:
            Path(address).unlink(missing_ok=True)
