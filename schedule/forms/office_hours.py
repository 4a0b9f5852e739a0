from django import forms
from django.utils.translation import gettext_lazy as _


class BookingForm(forms.Form):
    """Which slot, who else comes, what it is about."""

    number = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput)
    others = forms.CharField(label=_("Who else comes"), max_length=300, required=False)
    about = forms.CharField(label=_("What it is about"), max_length=300, required=False)
