"""The API's view of assessments: one module a collection, each a Resource over the same queries and steps."""
