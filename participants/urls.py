"""Addresses of this room."""

from django.urls import path, re_path

from participants.views import (
    data_copy,
    following,
    notice_settings,
    opinion_groups,
    passkeys,
    second_factor,
    sign_in,
    space,
    stopping,
    welcome,
)

app_name = "participants"
urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("connexion/code/", sign_in.code, name="code"),
    path("connexion/code/renvoyer/", sign_in.resend, name="resend"),
    path("connexion/cle/", passkeys.sign_in, name="passkey_sign_in"),
    path("connexion/cle/demande/", passkeys.sign_in_options, name="passkey_sign_in_options"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("connexion/second-facteur/", second_factor.give, name="second_factor"),
    path("connexion/second-facteur/mise-en-place/", second_factor.set_up, name="factor_set_up"),
    path("connexion/second-facteur/codes-de-secours/", second_factor.codes, name="factor_codes"),
    path("connexion/second-facteur/codes-de-secours/nouveaux/", second_factor.new_codes, name="factor_new_codes"),
    path("connexion/second-facteur/cle/", passkeys.give, name="passkey_give"),
    path("connexion/second-facteur/cle/demande/", passkeys.give_options, name="passkey_give_options"),
    path("bienvenue/", welcome.welcome, name="welcome"),
    path("mon-espace/", space.space, name="space"),
    path("mon-espace/reglages/", space.settings, name="settings"),
    path("mon-espace/accord/retirer/", space.withdraw, name="withdraw"),
    path("mon-espace/groupes-d-opinion/accepter/", opinion_groups.agree, name="groups_agree"),
    path("mon-espace/groupes-d-opinion/retirer/", opinion_groups.withdraw, name="groups_withdraw"),
    path("mon-espace/avis/lus/", space.notices_read, name="notices_read"),
    path("mon-espace/avis/<int:pk>/", space.notice, name="notice"),
    path("mon-espace/courrier/", notice_settings.save, name="notice_settings"),
    re_path(r"^courrier/(?P<key>[A-Za-z0-9_-]{43})/$", stopping.stop, name="stop"),
    path("mon-espace/mes-donnees/", space.my_data, name="my_data"),
    path("mon-espace/mes-donnees/demander/", data_copy.ask, name="copy_ask"),
    path("mon-espace/mes-donnees/copie/", data_copy.download, name="copy_download"),
    path("mon-espace/cles-d-acces/", passkeys.keys, name="passkeys"),
    path("mon-espace/cles-d-acces/demande/", passkeys.add_options, name="passkey_add_options"),
    path("mon-espace/cles-d-acces/<int:pk>/retirer/", passkeys.remove, name="passkey_remove"),
    path("mon-espace/effacer/", space.erase_account, name="erase"),
    path("suivre/", following.follow_page, name="follow"),
    path("compte-efface/", space.erased, name="erased"),
]
