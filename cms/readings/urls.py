"""Addresses of public readings, beneath their consultation. They stand before Wagtail's."""

from django.urls import path

import proposals.urls  # noqa: F401 – registers the converter of numbers
from cms.readings import views_public

app_name = "cms_readings"
urlpatterns = [
    path("<slug:slug>/lecture/<number:number>/", views_public.reading_page, name="reading"),
    path(
        "<slug:slug>/lecture/<number:number>/constat-<number:finding>/remarque/",
        views_public.remark_add,
        name="comment",
    ),
    path(
        "<slug:slug>/lecture/<number:number>/constat-<number:finding>/citation-<number:place>/",
        views_public.meaning_say,
        name="meaning",
    ),
]
