from datasets.views.access import access_log, access_log_file, access_summary_file
from datasets.views.assets import asset_add, asset_list
from datasets.views.borders import link_edit
from datasets.views.catalogue import catalogue, upload
from datasets.views.corrections import delivery_replaced, figure_history
from datasets.views.covenants import (
    covenant,
    covenant_add,
    covenant_clause,
    covenant_clause_remove,
    covenant_edit,
    covenant_end,
    covenant_list,
    covenant_remove,
    covenant_replace,
    covenant_review,
    covenant_sign,
)
from datasets.views.datasets import access_answer, access_ask, dataset, dataset_close, dataset_readers
from datasets.views.deliveries import delivery, delivery_load, delivery_mapping
from datasets.views.delivery_files import delivery_problems, delivery_quality, delivery_table
from datasets.views.fetches import fetch, source_fetch
from datasets.views.files import areas_file, export, export_file, figures_file
from datasets.views.jobs import job_stop
from datasets.views.mending import delivery_anew, delivery_answer, delivery_forget_repairs, delivery_mend, delivery_sign
from datasets.views.profiles import delivery_profile, profile, profile_delete, profile_list
from datasets.views.protection import dataset_protection
from datasets.views.sub_areas import sub_area_add, sub_area_list, sub_area_remove
from datasets.views.supply import calendar, promise_add, promise_edit, promise_remove
from datasets.views.workflow import delivery_return, delivery_undo, delivery_withdraw
from datasets.views.years import boundary_years

__all__ = [
    "job_stop",
    "access_answer",
    "access_ask",
    "access_log",
    "access_log_file",
    "access_summary_file",
    "areas_file",
    "asset_add",
    "asset_list",
    "boundary_years",
    "catalogue",
    "covenant",
    "covenant_add",
    "covenant_clause",
    "covenant_clause_remove",
    "covenant_edit",
    "covenant_end",
    "covenant_list",
    "covenant_remove",
    "covenant_replace",
    "covenant_review",
    "covenant_sign",
    "dataset",
    "dataset_close",
    "dataset_protection",
    "dataset_readers",
    "delivery",
    "delivery_anew",
    "delivery_answer",
    "delivery_forget_repairs",
    "delivery_mend",
    "delivery_sign",
    "delivery_return",
    "delivery_undo",
    "delivery_withdraw",
    "delivery_replaced",
    "delivery_quality",
    "delivery_table",
    "figure_history",
    "calendar",
    "promise_add",
    "promise_edit",
    "promise_remove",
    "delivery_load",
    "delivery_mapping",
    "delivery_problems",
    "delivery_profile",
    "export",
    "export_file",
    "fetch",
    "figures_file",
    "link_edit",
    "profile",
    "profile_delete",
    "profile_list",
    "source_fetch",
    "sub_area_add",
    "sub_area_list",
    "sub_area_remove",
    "upload",
]
