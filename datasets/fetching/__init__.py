"""Published tables from where their publisher offers them, as files that take the way of any other file."""

from datasets.fetching.fetch import Fetched, fetch
from datasets.fetching.web import FetchError

__all__ = ["FetchError", "Fetched", "fetch"]
