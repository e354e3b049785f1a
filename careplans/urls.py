"""Addresses of careplans: the plan and what stands beside it, the ledger, lessons, step pages, and the API."""

from django.urls import path

from careplans.api.resources import RESOURCES
from careplans.models import Agreement, Barrier, CarePlan, Commitment, Feedback, Goal, Lesson, Need, PrivateLink, Review
from careplans.pages import more
from careplans.pages.door import door
from careplans.pages.plan import plan, plan_print
from clients.pages.frame import client_frame
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

IN_PLAN = (Need, CarePlan, Goal, Barrier, Commitment, Agreement, Review, Feedback, PrivateLink)

urlpatterns = [
    path("clients/<uuid:pk>/plan/", plan, name="client_plan"),
    path("clients/<uuid:pk>/plan/print/", plan_print, name="client_plan_print"),
    path("clients/<uuid:pk>/plan/agreement/", more.agreement, name="client_agreement"),
    path("clients/<uuid:pk>/plan/reviews/", more.reviews, name="client_reviews"),
    path("clients/<uuid:pk>/plan/promises/", more.client_ledger, name="client_ledger"),
    path("p/<str:secret>/", door, name="private_link"),
    path("promises/", more.ledger, name="ledger"),
    path("lessons/", more.lessons, name="lessons"),
    *[route for model in IN_PLAN for route in step_paths(model, client_frame("plan"))],
    *step_paths(Lesson, Frame()),
]

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
