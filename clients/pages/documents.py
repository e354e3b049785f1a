"""/clients/<id>/documents/ and the download of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from clients.queries.disclosures import note_reading
from clients.queries.documents import documents_of, opened_file
from workflow.actor import Actor
from workflow.downloads import attachment
from workflow.keyset import page_links, page_of
from workflow.refusals import Refusal


@client_page("documents")
def documents(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    page = page_of(documents_of(actor, client), ("-id",), request.GET.get("at", ""))
    context = {
        "rows": [(document, offers_of(actor, document, "document.withdraw")) for document in page.rows],
        "offers": offers_of(actor, client, "document.add"),
        **page_links(request, page),
    }
    return render_client(request, client, "documents", "clients/documents.html", context)


@client_page("documents")
def document_file(request: HttpRequest, actor: Actor, client: Client, document_id: UUID) -> HttpResponseBase:
    """Send the file; who fetched which document is written down with it."""
    document = documents_of(actor, client).filter(pk=document_id).first()
    if document is None:
        raise Http404("There is no such document, or it is not yours to see.")
    try:
        file = opened_file(document)
    except Refusal as refusal:
        return render(
            request, "409.html", {"reason": str(refusal), "back_url": document.get_absolute_url()}, status=refusal.status
        )
    note_reading(actor, [document], f"document file {document.pk}")
    return attachment(file, document.file_name, document.media_type)
