"""Scores for the map, apart from the outlines: they change at each run, the outlines once a year."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import find_partnership
from accounts.http import UNPROCESSABLE
from datasets.pipeline.grants import Grant, shared
from sia.models import AreaResult, ScoreRun
from sia.pipeline.covered import cover


class AreaScore(serializers.ModelSerializer[AreaResult]):
    code = serializers.CharField(source="area.code")
    name = serializers.CharField(source="area.name")
    borders_on = serializers.CharField(help_text="The class next to it, where its own holds in few calculations.")

    class Meta:
        model = AreaResult
        fields = [
            "code",
            "name",
            "rank",
            "urgency",
            "potential",
            "potential_own",
            "rank_low",
            "rank_high",
            "mean_rank",
            "tranche",
            "set_low",
            "set_high",
            "top_chance",
            "ranked_share",
            "advice",
            "borders_on",
            "advice_order",
            "start_year",
            "theme_scores",
            "gates",
        ]
        read_only_fields = fields


class RunScores(serializers.ModelSerializer[ScoreRun]):
    """A run with its areas in order of urgency; an absent score is null, never 0.

    Of a run that not every party may read any more only the class and the group of each area.
    """

    model = serializers.IntegerField(source="model.version")
    stale = serializers.BooleanField(source="is_stale")
    potential_legs = serializers.SerializerMethodField(
        help_text="What potential rests on: indicators, themes, rho with urgency, and what it lacks to open its gate."
    )
    input_hash = serializers.SerializerMethodField()
    breaks = serializers.SerializerMethodField()
    map = serializers.SerializerMethodField()
    areas = serializers.SerializerMethodField()

    class Meta:
        model = ScoreRun
        fields = [
            "id",
            "level",
            "vintage",
            "model",
            "created_at",
            "stale",
            "potential_legs",
            "input_hash",
            "breaks",
            "sources",
            "map",
            "areas",
        ]
        read_only_fields = fields

    def get_map(self, run: ScoreRun) -> str | None:
        maps = run.partnership.area_maps.filter(level=run.level, vintage=run.vintage)
        return maps.values_list("sha256", flat=True).first()

    @extend_schema_field(AreaScore(many=True))
    def get_areas(self, run: ScoreRun) -> list[dict[str, Any]]:
        areas = AreaScore(cover(run, AreaResult.objects.filter(run=run).ranked(), self.grant), many=True).data
        wanted = self.context["fields"]
        return [{name: area[name] for name in wanted} if wanted else area for area in areas]

    def get_input_hash(self, run: ScoreRun) -> str:
        """Return nothing of a run that may not be read whole: who knows all figures but one could try it out."""
        return run.input_hash if run.is_readable_by(self.grant) else ""

    def get_potential_legs(self, run: ScoreRun) -> dict[str, Any]:
        """Return nothing of runs of before engine 8, and of a run that may not be read whole."""
        return run.robustness.get("legs", {}) if run.is_readable_by(self.grant) else {}

    def get_breaks(self, run: ScoreRun) -> dict[str, list[float]]:
        return run.breaks if run.is_readable_by(self.grant) else {}

    @cached_property
    def grant(self) -> Grant:
        return shared(cast(ScoreRun, self.instance).partnership)


@extend_schema(
    operation_id="run",
    summary="Scores, ranks and advice of one run.",
    parameters=[
        OpenApiParameter(
            "fields",
            description="Of each area only these, with commas between them, and its code: for who asks again at each run.",
        )
    ],
    responses={200: RunScores, 404: None, 422: inline_serializer("UnknownFields", {"detail": serializers.CharField()})},
)
@api_view(["GET"])
def run_scores(request: Request, partnership: str, run: int) -> Response:
    found = find_partnership(request, partnership)
    scores = get_object_or_404(ScoreRun.objects.of(found).select_related("model", "partnership"), pk=run)
    fields = [name for name in request.query_params.get("fields", "").split(",") if name]
    unknown = [name for name in fields if name not in AreaScore.Meta.fields]
    if unknown:
        known = ", ".join(AreaScore.Meta.fields)
        detail = _("“%(name)s” is no field of an area. Choose from: %(known)s.") % {"name": unknown[0], "known": known}
        return Response({"detail": detail}, UNPROCESSABLE)
    return Response(RunScores(scores, context={"fields": fields and ["code", *fields]}).data)
