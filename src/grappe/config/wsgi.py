"""What does the web server call? The WSGI application."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from grappe.engines.kernel.meaning import encode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
application = get_wsgi_application()

# Every page is imported before the first is asked for, and what was loaded stays: the collector of garbage need not go through
# 360,000 objects of it time and again, which held up whoever waited for a page by a third of a second.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)

# Loading what reads texts takes two seconds: not for the first who searches.
threading.Thread(target=encode, args=(["warm"],), daemon=True).start()
