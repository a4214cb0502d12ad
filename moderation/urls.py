"""Addresses of this room: the readers' own; the moderators' desk stands under the admin."""

from django.urls import path

import proposals.urls  # noqa: F401 – registers the converter of numbers
from moderation import views, views_appeals, views_pauses, views_yearly

app_name = "moderation"
urlpatterns = [
    path("signaler/<slug:slug>/P-<number:number>/", views.report_proposal, name="report_proposal"),
    path("signaler/<slug:slug>/P-<number:number>/A-<number:argument>/", views.report_argument, name="report_argument"),
    path(
        "signaler/<slug:slug>/P-<number:number>/M-<number:amendment>/", views.report_amendment, name="report_amendment"
    ),
    path("registre/decisions.csv", views.decisions_file, name="decisions_file"),
    path("registre/mois.csv", views.months_file, name="months_file"),
    path("registre/rapports/", views_yearly.years, name="years"),
    path("registre/rapports/<number:year>/", views_yearly.year, name="year"),
    path("registre/rapports/<number:year>/dsa-<number:part>.csv", views_yearly.year_file, name="year_file"),
    path("signaler/recu/<slug:reference>/", views.report_received, name="report_received"),
    path("contester/<slug:slug>/P-<number:number>/", views_appeals.appeal_proposal, name="appeal_proposal"),
    path(
        "contester/<slug:slug>/P-<number:number>/A-<number:argument>/",
        views_appeals.appeal_argument,
        name="appeal_argument",
    ),
    path(
        "contester/<slug:slug>/P-<number:number>/M-<number:amendment>/",
        views_appeals.appeal_amendment,
        name="appeal_amendment",
    ),
    path("contester/signalement/<slug:reference>/", views_appeals.appeal_report, name="appeal_report"),
    path("contester/pause/<slug:slug>/<number:number>/", views_pauses.pause_read, name="pause"),
    path("contester/recours/<slug:reference>/", views_appeals.appeal_followed, name="appeal"),
]
