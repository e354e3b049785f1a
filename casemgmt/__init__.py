"""The project: settings, addresses, wiring of events to what follows, health, and the embedded local services."""
