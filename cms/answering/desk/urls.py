"""Addresses of the desk, beneath the admin's."""

from django.urls import path

from cms.answering.desk import views

app_name = "answers_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:page>/", views.synthesis, name="page"),
    path("<int:page>/<uuid:key>/", views.finding, name="finding"),
    path("<int:page>/<uuid:key>/engager/", views.commit, name="commit"),
    path("<int:page>/E-<int:number>/", views.commitment, name="commitment"),
]
