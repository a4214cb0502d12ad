"""Addresses of the synthesis desk, under the admin's prefix."""

from django.urls import path

from cms.desk import deeds, pages, publishing

app_name = "cms_desk"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<int:page>/", pages.desk, name="desk"),
    path("<int:page>/freeze/", deeds.freeze, name="freeze"),
    path("<int:page>/findings/", deeds.finding_add, name="add"),
    path("<int:page>/findings/<int:finding>/", deeds.finding_save, name="save"),
    path("<int:page>/findings/<int:finding>/move/", deeds.finding_move, name="move"),
    path("<int:page>/findings/<int:finding>/out/", deeds.finding_out, name="out"),
    path("<int:page>/findings/<int:finding>/back/", deeds.finding_back, name="back"),
    path("<int:page>/citations/", deeds.cite, name="cite"),
    path("<int:page>/citations/<int:citation>/remove/", deeds.citation_remove, name="remove"),
    path("<int:page>/citations/<int:citation>/role/", deeds.citation_role, name="role"),
    path("<int:page>/themes/<int:theme>/aside/", deeds.theme_aside, name="aside"),
    path("<int:page>/themes/<int:theme>/back/", deeds.theme_back, name="unaside"),
    path("<int:page>/publish/", publishing.publish, name="publish"),
    path("<int:page>/reason/", publishing.reason_give, name="reason"),
    path("<int:page>/reason/back/", publishing.reason_back, name="reason_back"),
    path("<int:page>/review/", publishing.review, name="review"),
]
