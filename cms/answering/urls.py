"""Public addresses of answers and commitments. They stand before Wagtail's."""

from django.urls import path

from cms.answering import views

app_name = "answers"
urlpatterns = [
    path("engagements/", views.commitments, name="commitments"),
    path("engagements/flux/", views.feed, name="feed"),
    path("<slug:slug>/constats/<uuid:key>/", views.finding_page, name="finding"),
]
