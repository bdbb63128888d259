"""Is it off, why, and until when: talk about outages."""
