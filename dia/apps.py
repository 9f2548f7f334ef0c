from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiaConfig(AppConfig):
    name = "dia"
    verbose_name = _("Investment agendas")
