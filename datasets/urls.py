from django.urls import path

from datasets import views

DATA = "p/<slug:partnership>/data/"
DELIVERY = DATA + "deliveries/<int:delivery>/"
SUB_AREAS = "p/<slug:partnership>/sub-areas/"

urlpatterns = [
    path(DATA, views.catalogue, name="data"),
    path(DATA + "upload/", views.upload, name="upload"),
    path(DELIVERY, views.delivery, name="delivery"),
    path(DELIVERY + "mapping/", views.delivery_mapping, name="delivery_mapping"),
    path(DELIVERY + "load/", views.delivery_load, name="delivery_load"),
    path(DELIVERY + "problems.csv", views.delivery_problems, name="delivery_problems"),
    path(DATA + "fetch/", views.source_fetch, name="source_fetch"),
    path(DATA + "fetch/<int:fetch>/", views.fetch, name="fetch"),
    path(DATA + "figures/file/", views.figures_file, name="figures_file"),
    path(DATA + "areas/file/", views.areas_file, name="areas_file"),
    path(DATA + "files/<int:export>/", views.export, name="export"),
    path(DATA + "files/<int:export>/file/", views.export_file, name="export_file"),
    path(DATA + "assets/", views.asset_list, name="asset_list"),
    path(DATA + "assets/add/", views.asset_add, name="asset_add"),
    path(SUB_AREAS, views.sub_area_list, name="sub_area_list"),
    path(SUB_AREAS + "new/", views.sub_area_add, name="sub_area_add"),
    path(SUB_AREAS + "<str:sub_area>/delete/", views.sub_area_remove, name="sub_area_remove"),
    path("p/<slug:partnership>/areas/<str:code>/borders/<int:link>/", views.link_edit, name="link_edit"),
]
