from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courseapp.courses"
    label = "courses"
    verbose_name = _("Courses and people")

    def ready(self) -> None:
        """Load every app's permissions: a permission that nobody loaded is denied to all."""
        autodiscover_modules("access")


class CourseAdminConfig(AdminConfig):
    default_site = "courseapp.courses.admin_site.CourseAdminSite"
