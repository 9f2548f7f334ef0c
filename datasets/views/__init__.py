from datasets.views.assets import asset_add, asset_list
from datasets.views.borders import link_edit
from datasets.views.catalogue import catalogue, upload
from datasets.views.deliveries import delivery, delivery_load, delivery_mapping, delivery_problems
from datasets.views.sub_areas import sub_area_add, sub_area_list, sub_area_remove

__all__ = [
    "asset_add",
    "asset_list",
    "catalogue",
    "delivery",
    "delivery_load",
    "delivery_mapping",
    "delivery_problems",
    "link_edit",
    "sub_area_add",
    "sub_area_list",
    "sub_area_remove",
    "upload",
]
