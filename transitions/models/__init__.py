"""The tables of transitions, one module a noun."""

from transitions.models.clocks import Clock
from transitions.models.confirmations import Confirmation
from transitions.models.medicines import MedicineLine, MedicinesWorksheet
from transitions.models.notices import VisitNotice
from transitions.models.protocols import Protocol
from transitions.models.summaries import HandoverSummary
from transitions.models.teach_backs import TeachBack
from transitions.models.transitions import Transition

__all__ = [
    "Clock",
    "Confirmation",
    "HandoverSummary",
    "MedicineLine",
    "MedicinesWorksheet",
    "Protocol",
    "TeachBack",
    "Transition",
    "VisitNotice",
]
