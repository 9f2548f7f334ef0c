from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiaConfig(AppConfig):
    name = "sia"
    verbose_name = _("Where to invest")
