"""What interop keeps: what was imported from where, and the notices that hospitals sent."""

from interop.models.imports import ImportedFile, ImportedPatient
from interop.models.notices import AdtMessage, PatientLink
from interop.models.proposals import DetailProposal

__all__ = ["AdtMessage", "DetailProposal", "ImportedFile", "ImportedPatient", "PatientLink"]
