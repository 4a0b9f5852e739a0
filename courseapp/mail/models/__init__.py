from courseapp.mail.models.outgoing import MailState, OutgoingMail

__all__ = ["MailState", "OutgoingMail"]
