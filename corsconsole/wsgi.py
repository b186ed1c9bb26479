"""What gunicorn serves."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corsconsole.settings")

application = get_wsgi_application()

# `manage.py` runs the system checks, a web server does not; and without its keys, for one, the
# console must not serve.
call_command("check")
