"""A run's report, written for a terminal, a browser, a build server, and as JSON to compare with."""
