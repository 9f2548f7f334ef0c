from datasets.models.areas import Area, AreaLink, AreaMap, AreaOverlap, AreaRevision, Level
from datasets.models.assets import Asset
from datasets.models.covenants import (
    AccessEvent,
    AccessRequest,
    Covenant,
    CovenantClause,
    CovenantParty,
    CovenantReview,
)
from datasets.models.deliveries import Dataset, Delivery
from datasets.models.files import Export, Fetch
from datasets.models.history import DeliveryEvent
from datasets.models.indicators import Indicator
from datasets.models.jobs import Job
from datasets.models.observations import Flag, Observation, ObservationRevision
from datasets.models.supply import DeliveryPromise, MappingProfile

__all__ = [
    "AccessEvent",
    "AccessRequest",
    "Area",
    "AreaLink",
    "AreaMap",
    "AreaOverlap",
    "AreaRevision",
    "Asset",
    "Covenant",
    "CovenantClause",
    "CovenantParty",
    "CovenantReview",
    "Dataset",
    "Delivery",
    "DeliveryEvent",
    "DeliveryPromise",
    "Export",
    "Fetch",
    "Flag",
    "Indicator",
    "Job",
    "Level",
    "MappingProfile",
    "Observation",
    "ObservationRevision",
]
