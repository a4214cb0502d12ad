"""Addresses of this room."""

app_name = "proposals"
urlpatterns: list = []
