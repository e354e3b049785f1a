"""HTML views of assessments: the client's list, taking one, its result, paper, the score over time, and the instruments."""
