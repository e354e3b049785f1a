"""A row of times and what is said of it."""

from dataclasses import dataclass, field
from math import ceil


@dataclass
class Times:
    """Seconds as measured; told in milliseconds."""

    seconds: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def percentile(self, share: float) -> float:
        """The smallest time, in milliseconds, that at least this share (0 to 1) of all stayed within."""
        ordered = sorted(self.seconds)
        return ordered[max(ceil(share * len(ordered)), 1) - 1] * 1000

    @property
    def median(self) -> float:
        return self.percentile(0.5)

    @property
    def p95(self) -> float:
        return self.percentile(0.95)

    @property
    def p99(self) -> float:
        return self.percentile(0.99)
