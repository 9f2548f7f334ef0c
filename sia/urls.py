from django.urls import path

from sia import views

urlpatterns = [
    path("p/<slug:partnership>/", views.start, name="start"),
    path("p/<slug:partnership>/map/", views.ranked_map, name="map"),
    path("p/<slug:partnership>/ranking.csv", views.ranking_csv, name="ranking_csv"),
    path("p/<slug:partnership>/areas/", views.area_list, name="area_list"),
    path("p/<slug:partnership>/areas/<str:code>/", views.area, name="area"),
    path("p/<slug:partnership>/model/", views.model, name="model"),
    path("p/<slug:partnership>/recompute/", views.recompute, name="recompute"),
]
