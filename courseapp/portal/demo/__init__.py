"""The demo: a course of the term that is now, with people, work and mail, and a clock to set."""
