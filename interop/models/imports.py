"""What was taken over from elsewhere: which file, which patient, and what the source said then."""

from django.db import models
from django.db.models.functions import Now

from clients.models.people import OfClient
from workflow.identifiers import new_id


class ImportedFile(models.Model):
    """One file by its content: tells a run that was killed from one that came to its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content; a name could name a client.")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest


class ImportedPatient(OfClient):
    """A FHIR Patient as last taken over: lets the next import tell what the source changed from what a worker corrected.

    `seen` holds keyed fingerprints of single values, never the values.
    """

    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="imported_from")
    fhir_id = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    seen = models.JSONField(default=dict)
    file = models.ForeignKey(ImportedFile, null=True, on_delete=models.SET_NULL, related_name="patients")
    number = models.PositiveBigIntegerField(help_text="Its place among the Patients of the file.")
    outcome = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "fhir_id"), name="imported_patient_once"),)
        indexes = (
            models.Index(fields=("fingerprint",), name="imported_fingerprint"),
            models.Index(fields=("file", "number"), name="imported_file_number"),
            models.Index(fields=("fhir_id",), name="imported_fhir_id"),
        )

    def __str__(self) -> str:
        return f"Patient/{self.fhir_id}"
