"""HTML views of transitions: the client's moves, one move with its clocks, and the agency's protocols."""
