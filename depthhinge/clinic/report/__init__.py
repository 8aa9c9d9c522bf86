"""The report of a session: one HTML page that a clinician reads, prints and files; it needs nothing beside itself."""
