"""Addresses of this room: the consultation's own address comes first. They stand before Wagtail's."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from proposals.views import (
    amending,
    amendments,
    arguing,
    convincing,
    drafts,
    editing,
    exporting,
    giving,
    position,
    reading,
    replying,
    similar,
    submitting,
    withdrawing,
)


class NumberConverter(IntConverter):
    """A number as the database can hold it: a longer one is no address at all."""

    regex = "[1-9][0-9]{0,8}"


register_converter(NumberConverter, "number")

_AMENDMENT = "<slug:slug>/propositions/P-<number:number>/amendements/M-<number:amendment>/"
_ARGUMENT = "<slug:slug>/propositions/P-<number:number>/arguments/A<number:argument>/"

app_name = "proposals"
urlpatterns = [
    path("<slug:slug>/propositions/", reading.proposal_list, name="list"),
    path("<slug:slug>/propositions.csv", exporting.proposal_export, name="export"),
    path("<slug:slug>/donner-mon-avis/", giving.view_give, name="give_view"),
    path("<slug:slug>/deposer/", submitting.proposal_submit, name="submit"),
    path("<slug:slug>/deposer/brouillon/", drafts.draft_proposal, name="draft_proposal"),
    path("mon-espace/brouillons/<uuid:key>/supprimer/", drafts.draft_delete, name="draft_delete"),
    path("<slug:slug>/deposer/proches/", similar.proposal_similar, name="similar"),
    path("<slug:slug>/propositions/P-<number:number>/", reading.proposal_detail, name="detail"),
    path("<slug:slug>/propositions/P-<number:number>/modifier/", editing.proposal_edit, name="edit"),
    path("<slug:slug>/propositions/P-<number:number>/modifier/brouillon/", drafts.draft_edit, name="draft_edit"),
    path("<slug:slug>/propositions/P-<number:number>/retirer/", withdrawing.proposal_withdraw, name="withdraw"),
    path("<slug:slug>/propositions/P-<number:number>/retablir/", withdrawing.proposal_restore, name="restore"),
    path("<slug:slug>/amendements.csv", exporting.amendment_export, name="amendments_export"),
    path("<slug:slug>/propositions/P-<number:number>/amender/", amending.amendment_propose, name="amend"),
    path(
        "<slug:slug>/propositions/P-<number:number>/amender/brouillon/", drafts.draft_amendment, name="draft_amendment"
    ),
    path("<slug:slug>/propositions/P-<number:number>/amendements/", amendments.amendment_list, name="amendments"),
    path(_AMENDMENT, amendments.amendment_detail, name="amendment"),
    path(f"{_AMENDMENT}position/", amendments.amendment_position, name="amendment_position"),
    path(f"{_AMENDMENT}repondre/", amendments.amendment_answer, name="amendment_answer"),
    path(f"{_AMENDMENT}retirer/", amendments.amendment_withdraw, name="amendment_withdraw"),
    path("<slug:slug>/propositions/P-<number:number>/argumenter/", arguing.argument_add, name="argue"),
    path(
        "<slug:slug>/propositions/P-<number:number>/argumenter/brouillon/", drafts.draft_argument, name="draft_argument"
    ),
    path(f"{_ARGUMENT}repondre/brouillon/", drafts.draft_reply, name="draft_reply"),
    path(f"{_ARGUMENT}repondre/", replying.argument_reply, name="reply"),
    path(f"{_ARGUMENT}convaincant/", convincing.argument_mark, name="convincing"),
    path("<slug:slug>/propositions/P-<number:number>/position/", position.position_take, name="position"),
    path("<slug:slug>/propositions/P-<number:number>/versions/<number:version>/", reading.version_page, name="version"),
    path(
        "<slug:slug>/propositions/P-<number:number>/versions/<number:version>/source.json",
        reading.version_source,
        name="version_source",
    ),
]
