from django.core.wsgi import get_wsgi_application

from config.startup import require_settings

require_settings()
application = get_wsgi_application()
