"""Who may look into the outbox. A reminder tells when something is due for one person, and with
it that they were given more time: tutors are no readers of it (rule 2)."""

import rules

from courseapp.courses.access import can_lead_course

rules.add_perm("mail", can_lead_course)
rules.add_perm("mail.view_outgoingmail", can_lead_course)
