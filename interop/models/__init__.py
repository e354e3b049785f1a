"""What interop keeps: what was imported from where, and the notices that hospitals sent."""

from interop.models.imports import ImportedFile, ImportedPatient
from interop.models.notices import AdtMessage, PatientLink

__all__ = ["AdtMessage", "ImportedFile", "ImportedPatient", "PatientLink"]
