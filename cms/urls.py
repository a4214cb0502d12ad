"""The address of this room's own page; all others are Wagtail's."""

from django.urls import path

from cms.front import front_page

urlpatterns = [path("", front_page, name="home")]
