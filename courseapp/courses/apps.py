from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courseapp.courses"
    label = "courses"
    verbose_name = _("Courses and people")


class CourseAdminConfig(AdminConfig):
    default_site = "courseapp.courses.admin_site.CourseAdminSite"
