from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiaConfig(AppConfig):
    name = "sia"
    verbose_name = _("Where to invest")

    def ready(self) -> None:
        from datasets import registries
        from datasets.registries import JobKind, MapCollection
        from sia import tasks
        from sia.pages import exports
        from sia.pipeline import about_areas

        registries.JOB_KINDS |= {"sia.diagnose": JobKind(tasks.diagnose), "sia.recompute": JobKind(tasks.recompute)}
        registries.AFTER_DATA_CHANGE.append("sia.recompute")
        registries.EXPORT_TABLES |= {"advice": exports.advice, "ranking": exports.ranking}
        for table in ("ranking", "advice"):
            for level in ("buurt", "wijk"):
                registries.MAP_COLLECTIONS[f"{table}-{level}"] = MapCollection(table, {"level": level})
        registries.RESTS_ON_AREAS.append(about_areas.rests)
        registries.WHEN_AREAS_GO.append(about_areas.let_go)
