from datasets.views.assets import asset_add, asset_list
from datasets.views.borders import link_edit
from datasets.views.catalogue import catalogue, upload
from datasets.views.deliveries import delivery, delivery_load, delivery_mapping, delivery_problems

__all__ = [
    "asset_add",
    "asset_list",
    "catalogue",
    "delivery",
    "delivery_load",
    "delivery_mapping",
    "delivery_problems",
    "link_edit",
    "upload",
]
