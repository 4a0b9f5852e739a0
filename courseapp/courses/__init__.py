"""People and courses: who may do what where, and who did it."""
