from courseapp.mail.models.outgoing import MailState, OutgoingMail
from courseapp.mail.models.preference import Delivery, MailPreference

__all__ = ["Delivery", "MailPreference", "MailState", "OutgoingMail"]
