"""Milestones, teams, hand-ins, grades and reminders."""
