from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatasetsConfig(AppConfig):
    name = "datasets"
    verbose_name = _("Areas and figures")

    def ready(self) -> None:
        from datasets import job_permissions, tasks
        from datasets.exports import access, areas, delivered, figures, problems
        from datasets.fetching.job import fetch_delivery
        from datasets.fetching.load_all import load_all
        from datasets.registries import EXPORT_TABLES, JOB_KINDS, MAP_COLLECTIONS, JobKind, MapCollection

        JOB_KINDS |= {
            "datasets.check": JobKind(tasks.check_delivery, job_permissions.of_delivery),
            "datasets.export": JobKind(tasks.make_export, job_permissions.of_export),
            "datasets.fetch": JobKind(fetch_delivery, job_permissions.of_fetch),
            "datasets.load": JobKind(tasks.load_delivery, job_permissions.of_delivery),
            "datasets.load_all": JobKind(load_all, job_permissions.of_load_all),
            "datasets.undo": JobKind(tasks.undo_delivery, job_permissions.of_delivery),
        }
        EXPORT_TABLES |= {
            "access": access.access,
            "access_summary": access.access_summary,
            "areas": areas.areas,
            "delivered": delivered.delivered,
            "figures": figures.figures,
            "problems": problems.problems,
        }
        for level in ("deelgebied", "buurt", "wijk", "gemeente"):
            MAP_COLLECTIONS[f"areas-{level}"] = MapCollection("areas", {"level": level})
