"""HTML views of careplans: the plan, the client's answers, reviews, feedback and the ledger of promises."""
