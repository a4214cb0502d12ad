"""What a web server loads to serve the bare view."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.web.bare"
application = get_wsgi_application()
