"""Lectures, meeting patterns, office hours and tutoring."""
