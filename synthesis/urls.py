"""Addresses of this room."""

from django.urls import path

from synthesis import views

app_name = "synthesis"
urlpatterns = [
    path("<slug:slug>/carte/", views.idea_map, name="map"),
    path("<slug:slug>/carte/T-<int:number>/", views.theme_map, name="theme_map"),
    path("<slug:slug>/themes/<int:number>/", views.theme, name="theme"),
]
