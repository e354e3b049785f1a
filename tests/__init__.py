"""The test suite; its packages mirror the apps."""
