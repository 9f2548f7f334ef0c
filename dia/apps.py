from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiaConfig(AppConfig):
    name = "dia"
    verbose_name = _("Investment agendas")

    def ready(self) -> None:
        from datasets import registries
        from datasets.registries import JobKind, MapCollection
        from dia import tasks
        from dia.pages import (
            agenda_export,
            bundles_export,
            opportunities_export,
            scenarios_export,
            sites_export,
            works_export,
        )
        from dia.pages.opportunities import page_of_search
        from dia.pipeline import about_areas

        registries.JOB_KINDS |= {
            "dia.find_opportunities": JobKind(tasks.find_opportunities, page_of_search, alone=True),
            "dia.find_conflicts": JobKind(tasks.find_conflicts),
            "dia.observe": JobKind(tasks.observe),
            "dia.optimise": JobKind(tasks.optimise),
        }
        registries.AFTER_DATA_CHANGE.insert(0, "dia.observe")  # its figures count in the scores
        registries.EXPORT_TABLES |= {
            "agenda": agenda_export.agenda,
            "bundles": bundles_export.bundles,
            "opportunities": opportunities_export.opportunities,
            "scenario": scenarios_export.scenario,
            "sites": sites_export.sites,
            "works": works_export.works,
        }
        for table in ("works", "sites"):
            for shapes in ("points", "lines", "areas"):
                registries.MAP_COLLECTIONS[f"{table}-{shapes}"] = MapCollection(table, shapes=shapes)
            registries.MAP_COLLECTIONS[f"{table}-without-place"] = MapCollection(table, shapes="nowhere")
        registries.RESTS_ON_AREAS.append(about_areas.rests)
