"""A worker of its own process on a test's database: a mail server that hangs when told to, and no schedules."""

from consult.settings import base, test

globals().update({name: value for name, value in vars(test).items() if name.isupper()})
_site = base.TASKS["default"]
TASKS = {"default": {**_site, "OPTIONS": {**_site["OPTIONS"], "SCHEDULES": {}}}}
MAILERS = {"default": {"BACKEND": "tests.participants.hanging_mail.HangingBackend"}}
