from django.urls import path

from projects.views.files import file
from projects.views.handing_in import hand_in, save_draft, withdraw
from projects.views.own import own
from projects.views.receipts import keys, receipt, receipt_json, verify

app_name = "projects"
urlpatterns = [
    path("courses/<slug:slug>/project/", own, name="own"),
    path("handin/<slug:milestone>/", hand_in, name="hand_in"),
    path("handin/<slug:milestone>/draft/", save_draft, name="save_draft"),
    path("handin/<slug:milestone>/withdraw/<slug:submission>/", withdraw, name="withdraw"),
    path("receipts/", verify, name="verify"),
    path("receipts/keys.json", keys, name="keys"),
    path("receipts/<slug:submission>/", receipt, name="receipt"),
    path("receipts/<slug:submission>/receipt.json", receipt_json, name="receipt_json"),
    path("files/<slug:file>/<str:name>", file, name="file"),
]
