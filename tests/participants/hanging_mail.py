"""A mail server that keeps what it took as files, and hangs at the second one while a file named ``hang`` is there."""

import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend


class HangingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        folder = Path(os.environ["TAKEN_MAILS"])
        for message in email_messages:
            if (folder / "hang").exists() and any(folder.glob("*.taken")):
                (folder / "hanging").touch()
                time.sleep(600)
            (folder / f"{uuid4().hex}.taken").write_text(message.to[0])
        return len(email_messages)
