"""Addresses of this part under the admin's prefix."""

from django.urls import path

from cms.readings import views_desk, views_second

app_name = "readings_desk"
urlpatterns = [
    path("readings/", views_desk.index, name="index"),
    path("readings/<int:page>/open/", views_desk.reading_open, name="open"),
    path("readings/<int:page>/draw/", views_second.sample_draw, name="draw"),
    path("readings/remarks/<int:reading>/", views_desk.remark_list, name="remarks"),
    path("readings/remarks/<int:reading>/<int:remark>/look/", views_desk.remark_look, name="look"),
    path("readings/remarks/<int:reading>/<int:remark>/answer/", views_desk.remark_answer, name="answer"),
    path("second-reading/<int:reading>/", views_second.second_read, name="second"),
    path("second-reading/<int:reading>/take/", views_second.second_take, name="take"),
    path("second-reading/<int:reading>/end/", views_second.second_end, name="end"),
    path("second-reading/<int:reading>/<int:order>/", views_second.second_answer, name="say"),
    path("opinions/<int:page>/", views_second.opinion, name="opinion"),
]
