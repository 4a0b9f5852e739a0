"""How one wants to hear of news."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.requests import Request
from courseapp.mail.models import Delivery, MailPreference
from courseapp.mail.preferring import choose_delivery

CHOICES = (
    (Delivery.AT_ONCE, gettext_lazy("At once, ten minutes after it was written")),
    (Delivery.DAILY, gettext_lazy("Once a day at 07:00, together; what is urgent at once")),
    (Delivery.NONE, gettext_lazy("Not by mail: I read the course page")),
)


class DeliveryForm(forms.Form):
    delivery = forms.ChoiceField(
        label=gettext_lazy("News of my courses"), choices=CHOICES, widget=forms.RadioSelect
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    person: Any = request.user
    if request.method != "POST":
        chosen = MailPreference.objects.of([person.pk]).get(person.pk, Delivery.AT_ONCE)
        return _page(request, DeliveryForm(initial={"delivery": chosen}))
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    choose_delivery(person, delivery=Delivery(form.cleaned_data["delivery"]), now=request.now)
    messages.success(request, _("Kept. It counts for what is on its way already, too."))
    return redirect("portal:preferences")


def _page(request: Request, form: DeliveryForm, *, status: int = 200) -> HttpResponse:
    return render(request, "portal/preferences.html", {"form": form}, status=status)
