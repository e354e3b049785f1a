"""Learning, on the supervisor's page."""

from careplans.queries.learning import learning_for
from followups.pages.panels import TeamPanel

LEARNING = TeamPanel("careplans/_learning.html", learning_for)
