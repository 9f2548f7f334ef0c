"""Uploaded files on this machine's disk: whole or not there."""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    def _save(self, name: str, content: File[bytes]) -> str:
        """Store a file; what a full disk left of it is taken away. The name was free: `save` asked just before."""
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # not in the stubs, but meant to be overridden
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
