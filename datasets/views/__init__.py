from datasets.views.assets import asset_add, asset_list
from datasets.views.borders import link_edit
from datasets.views.catalogue import catalogue, upload
from datasets.views.deliveries import delivery, delivery_load, delivery_mapping, delivery_problems
from datasets.views.fetches import fetch, source_fetch
from datasets.views.files import areas_file, export, export_file, figures_file
from datasets.views.sub_areas import sub_area_add, sub_area_list, sub_area_remove

__all__ = [
    "areas_file",
    "asset_add",
    "asset_list",
    "catalogue",
    "delivery",
    "delivery_load",
    "delivery_mapping",
    "delivery_problems",
    "export",
    "export_file",
    "fetch",
    "figures_file",
    "link_edit",
    "source_fetch",
    "sub_area_add",
    "sub_area_list",
    "sub_area_remove",
    "upload",
]
