"""Addresses of careplans: the pages of its steps, and the API."""

from careplans.api.resources import RESOURCES
from careplans.models import Agreement, Barrier, CarePlan, Commitment, Feedback, Goal, Lesson, Need, Review
from clients.pages.frame import client_frame
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

IN_PLAN = (Need, CarePlan, Goal, Barrier, Commitment, Agreement, Review, Feedback)

urlpatterns = [
    *[route for model in IN_PLAN for route in step_paths(model, client_frame("plan"))],
    *step_paths(Lesson, Frame()),
]

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
