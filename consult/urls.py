"""The addresses of the house. Rooms are named by string: the ground floor imports none of them."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as wagtail_documents
from wagtail.urls import serve_pattern

from consult import views
from consult.password_doors import limit_guesses
from consult.styleguide import styleguide

ground_floor = (
    [
        path("registre/", views.register, name="register"),
        path("registre/registre.jsonl", views.register_file, name="register_file"),
        path("registre/tetes.csv", views.register_heads, name="register_heads"),
        path("registre/verify_registre.py", views.register_script, name="register_script"),
        path("styleguide/", styleguide, name="styleguide"),
        path("sante/live", views.health_live, name="health_live"),
        path("sante/ready", views.health_ready, name="health_ready"),
    ],
    "consult",
)

urlpatterns = [
    path("", include(ground_floor)),
    path("", include("cms.urls")),
    path("langue/", views.set_language, name="set_language"),
    path("", include("participants.urls")),
    path("admin/login/", views.admin_sign_in, name="admin_sign_in"),
    path("admin/", include(wagtailadmin_urls)),
    # Documents that public pages link to; the privacy of their collection is Wagtail's to hold.
    re_path(r"^documents/(\d+)/(.*)$", login_not_required(wagtail_documents.serve), name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        login_not_required(limit_guesses(wagtail_documents.authenticate_with_password, "restriction_id")),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("", include("moderation.urls")),
    path("", include("cms.answering.urls")),
    path("", include("cms.readings.urls")),
    path("", include("synthesis.urls")),
    path("", include("proposals.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("_util/login/", views.admin_sign_in, name="wagtailcore_login"),  # Wagtail's privacy rules ask for this name
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        login_not_required(limit_guesses(wagtail_views.authenticate_with_password, "page_view_restriction_id")),
        name="wagtailcore_authenticate_with_password",
    ),
    # Files beneath a page: Wagtail's own pattern knows addresses without a dot only.
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.(?:pdf|zip))$", login_not_required(wagtail_views.serve), name="page_file"),
    re_path(serve_pattern, login_not_required(wagtail_views.serve), name="wagtail_serve"),
]

handler400 = "consult.views.bad_request"
handler404 = "consult.views.not_found"
handler500 = "consult.views.server_error"
handler403 = "consult.views.forbidden"
