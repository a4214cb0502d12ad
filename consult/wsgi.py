"""What the web server loads. Production settings unless others are named."""

import os

from django.core.wsgi import get_wsgi_application

from consult.collector import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings.production")

application = get_wsgi_application()

from django.db import connections  # noqa: E402  needs the settings

from consult.checks import refuse_to_serve_demonstration  # noqa: E402  needs the settings

refuse_to_serve_demonstration()
connections.close_all()  # requests are answered by other threads, with connections of their own
collect_seldom()
