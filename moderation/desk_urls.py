"""Addresses of the moderators' desk, under the admin's prefix."""

from django.urls import path

import proposals.urls  # noqa: F401 – registers the converter of numbers
from moderation import (
    views_answers,
    views_desk,
    views_desk_appeals,
    views_desk_originals,
    views_desk_pauses,
    views_sharing,
    views_together,
    views_urgent,
)

app_name = "moderation_desk"
urlpatterns = [
    path("", views_desk.queue_read, name="queue"),
    path("publish/", views_desk.ticked_publish, name="publish_ticked"),
    path("in-hand/", views_sharing.text_take, name="in_hand"),
    path("hand-over/", views_sharing.text_hand_over, name="hand_over"),
    path("take-back/", views_sharing.decision_undo, name="undo"),
    path("take-back-together/", views_together.decisions_undo, name="undo_together"),
    path("appeals/<slug:reference>/", views_desk_appeals.appeal_answer, name="appeal"),
    path("pauses/<slug:slug>/<number:pause>/", views_desk_pauses.pause_answer, name="pause"),
    path("pauses/<slug:slug>/<number:pause>/lift/", views_desk_pauses.pause_lift, name="pause_lift"),
    path("<slug:slug>/P-<number:number>/pause/", views_desk_pauses.proposal_pause, name="proposal_pause"),
    path(
        "<slug:slug>/P-<number:number>/A-<number:argument>/pause/",
        views_desk_pauses.argument_pause,
        name="argument_pause",
    ),
    path(
        "<slug:slug>/P-<number:number>/M-<number:amendment>/pause/",
        views_desk_pauses.amendment_pause,
        name="amendment_pause",
    ),
    path("<slug:slug>/P-<number:number>/original/", views_desk_originals.proposal_original, name="proposal_original"),
    path(
        "<slug:slug>/P-<number:number>/A-<number:argument>/original/",
        views_desk_originals.argument_original,
        name="argument_original",
    ),
    path(
        "<slug:slug>/P-<number:number>/M-<number:amendment>/original/",
        views_desk_originals.amendment_original,
        name="amendment_original",
    ),
    path("<slug:slug>/P-<number:number>/", views_desk.proposal_decide, name="proposal"),
    path("<slug:slug>/P-<number:number>/A-<number:argument>/", views_desk.argument_decide, name="argument"),
    path("<slug:slug>/P-<number:number>/M-<number:amendment>/", views_desk.amendment_decide, name="amendment"),
    path("<slug:slug>/P-<number:number>/urgent/", views_urgent.proposal_urgent, name="proposal_urgent"),
    path(
        "<slug:slug>/P-<number:number>/A-<number:argument>/urgent/",
        views_urgent.argument_urgent,
        name="argument_urgent",
    ),
    path(
        "<slug:slug>/P-<number:number>/M-<number:amendment>/urgent/",
        views_urgent.amendment_urgent,
        name="amendment_urgent",
    ),
    path("<slug:slug>/P-<number:number>/M-<number:amendment>/answer/", views_answers.answer_decide, name="answer"),
    path("<slug:slug>/P-<number:number>/alike/", views_together.proposal_together, name="proposal_together"),
    path(
        "<slug:slug>/P-<number:number>/A-<number:argument>/alike/",
        views_together.argument_together,
        name="argument_together",
    ),
    path(
        "<slug:slug>/P-<number:number>/M-<number:amendment>/alike/",
        views_together.amendment_together,
        name="amendment_together",
    ),
]
