"""REST endpoints of careplans; lists, details and steps come from workflow.api."""
