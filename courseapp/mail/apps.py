from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "courseapp.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        # Models cannot be imported before the app registry is full.
        from courseapp.mail import announcement_mail, reasons  # noqa: PLC0415

        reasons.register(announcement_mail.KIND, announcement_mail.why_not_to_announce)
