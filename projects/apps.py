from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        # Models cannot be imported before the app registry is full.
        from courseapp.mail import reasons  # noqa: PLC0415
        from projects import reminder_mail  # noqa: PLC0415

        reasons.register(reminder_mail.KIND, reminder_mail.why_not_to_remind)
