"""What the window needs and is no widget: session, jobs, paths, log, translation."""
