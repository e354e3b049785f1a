"""The collections of transitions: transitions with their clocks, clocks, confirmations and protocols."""
