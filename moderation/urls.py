"""Addresses of this room: the readers' own; the moderators' desk stands under the admin."""

from django.urls import path

import proposals.urls  # noqa: F401 – registers the converter of numbers
from moderation import views

app_name = "moderation"
urlpatterns = [
    path("signaler/<slug:slug>/P-<number:number>/", views.report_proposal, name="report_proposal"),
    path("signaler/<slug:slug>/P-<number:number>/A-<number:argument>/", views.report_argument, name="report_argument"),
    path(
        "signaler/<slug:slug>/P-<number:number>/M-<number:amendment>/", views.report_amendment, name="report_amendment"
    ),
    path("registre/decisions.csv", views.decisions_file, name="decisions_file"),
    path("signaler/recu/<slug:reference>/", views.report_received, name="report_received"),
]
