from django.urls import path

from sia.api import views

urlpatterns = [path("p/<slug:partnership>/runs/<int:run>/", views.run_scores, name="api-run")]
