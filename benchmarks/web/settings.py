"""The production settings, on a machine without HTTPS, with a meter that speaks when it is asked."""

import os

from consult.settings.production import *  # noqa: F403  a settings module is its parent and a few lines
from consult.settings.production import MIDDLEWARE

SECURE_SSL_REDIRECT = False
MIDDLEWARE = ["benchmarks.web.meter.QueryMeter", *MIDDLEWARE]
if os.environ.get("BENCH_CACHES") == "off":
    MIDDLEWARE = ["benchmarks.web.meter.ForgetWhatWasKept", *MIDDLEWARE]
