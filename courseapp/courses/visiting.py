"""Pages of a course that not everybody may read: found, or answered as all of them answer."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from courseapp.courses.models import Course, CourseState


def course_seen(request: HttpRequest, slug: str) -> Course | None:
    """Return the course if this person may read its page."""
    found: Course | None = Course.objects.visible_to(request.user).filter(slug=slug).first()
    return found


def unseen(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer for a course that this person may not read. One that is out but not for everyone:
    who comes by a link that was given to them, such as a member without a session, is asked to
    sign in. Who has signed in and still may not see it gets a 404, as everybody does for a draft:
    whether it exists is not for them to know."""
    out = Course.objects.filter(slug=slug).exclude(state=CourseState.DRAFT)
    if request.user.is_authenticated or not out.exists():
        raise Http404
    return redirect_to_login(request.get_full_path())
