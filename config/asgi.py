from django.core.asgi import get_asgi_application

from config.startup import require_settings

require_settings()
application = get_asgi_application()
