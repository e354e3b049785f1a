"""The tables of assessments, one module a noun."""

from assessments.models.assessments import Amendment, Assessment
from assessments.models.instruments import Instrument
from assessments.models.tiers import RiskTier, TierRule

__all__ = ["Amendment", "Assessment", "Instrument", "RiskTier", "TierRule"]
