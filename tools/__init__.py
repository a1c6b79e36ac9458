"""Programs for those who build the portal: checks, reports, pictures."""
