from django.urls import path

from sia.views import areas, models, ranking, sheet, start

urlpatterns = [
    path("p/<slug:partnership>/", start.start, name="start"),
    path("p/<slug:partnership>/map/", ranking.ranked_map, name="map"),
    path("p/<slug:partnership>/map/course/", ranking.rank_history, name="rank_history"),
    path("p/<slug:partnership>/ranking.csv", ranking.ranking_csv, name="ranking_csv"),
    path("p/<slug:partnership>/areas/", areas.area_list, name="area_list"),
    path("p/<slug:partnership>/areas/<str:code>/", areas.area, name="area"),
    path("p/<slug:partnership>/areas/<str:code>/sheet.pdf", sheet.area_sheet, name="area_sheet"),
    path("p/<slug:partnership>/model/", models.model, name="model"),
    path("p/<slug:partnership>/recompute/", models.recompute, name="recompute"),
]
