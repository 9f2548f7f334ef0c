from datasets.models.areas import Area, AreaLink, AreaMap, Level
from datasets.models.assets import Asset
from datasets.models.deliveries import Dataset, Delivery
from datasets.models.files import Export, Fetch
from datasets.models.indicators import Indicator
from datasets.models.jobs import Job
from datasets.models.observations import Observation, ObservationRevision

__all__ = [
    "Area",
    "AreaLink",
    "AreaMap",
    "Asset",
    "Dataset",
    "Delivery",
    "Export",
    "Fetch",
    "Indicator",
    "Job",
    "Level",
    "Observation",
    "ObservationRevision",
]
