from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoregroupConfig(AppConfig):
    name = "coregroup"
    verbose_name = _("Core group")

    def ready(self) -> None:
        from coregroup.pages import decisions_export
        from coregroup.pipeline import about_areas
        from datasets.registries import EXPORT_TABLES, RESTS_ON_AREAS

        EXPORT_TABLES["decisions"] = decisions_export.decisions
        RESTS_ON_AREAS.append(about_areas.rests)
