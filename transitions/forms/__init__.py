"""The input of each step, declared once for pages, the API and unattended work."""
