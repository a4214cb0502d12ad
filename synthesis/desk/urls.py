"""Addresses of the editors' desk, under the admin's prefix."""

from django.urls import path

from synthesis.desk import comparing, confirming, deeds, folds, pages, splitting

app_name = "synthesis_desk"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<slug:slug>/", pages.desk, name="desk"),
    path("<slug:slug>/start/", deeds.run_start, name="start"),
    path("<slug:slug>/stop/", deeds.run_stop, name="stop"),
    path("<slug:slug>/progress/", pages.progress, name="progress"),
    path("<slug:slug>/continue/", deeds.continue_all, name="continue_all"),
    path("<slug:slug>/R-<int:run>/<int:number>/", deeds.cluster, name="cluster"),
    path("<slug:slug>/R-<int:run>/<int:number>/continue/", deeds.cluster_continue, name="continue"),
    path("<slug:slug>/T-<int:number>/", deeds.theme, name="theme"),
    path("<slug:slug>/T-<int:number>/merge/", deeds.theme_merge, name="merge"),
    path("<slug:slug>/T-<int:number>/split/", splitting.split, name="split"),
    path("<slug:slug>/proposals/", pages.proposals, name="proposals"),
    path("<slug:slug>/T-<int:number>/read/", confirming.read, name="read"),
    path("<slug:slug>/unsorted/read/", confirming.read_unsorted, name="read_unsorted"),
    path("<slug:slug>/place/", confirming.place, name="place"),
    path("<slug:slug>/undo/", confirming.undo, name="undo"),
    path("<slug:slug>/same/", comparing.same, name="same"),
    path("<slug:slug>/same/say/", comparing.say, name="same_say"),
    path("<slug:slug>/same/take-back/", comparing.take_back, name="same_take_back"),
    path("<slug:slug>/folds/", folds.proposed, name="folds"),
    path("<slug:slug>/folds/look/", folds.look, name="folds_look"),
    path("<slug:slug>/folds/decide/", folds.decide, name="folds_decide"),
    path("<slug:slug>/folded/", folds.folded, name="folded"),
    path("<slug:slug>/folded/take-back/", folds.take_back, name="folded_take_back"),
    path("<slug:slug>/pepites/", pages.pepites, name="pepites"),
    path("<slug:slug>/P-<int:number>/pepite/", deeds.pepite, name="pepite"),
    path("<slug:slug>/P-<int:number>/pepite/remove/", deeds.pepite_remove, name="pepite_remove"),
]
