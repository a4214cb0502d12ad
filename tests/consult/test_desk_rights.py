"""A desk is open to those who have its one permission; nobody else's view is even called."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse

from consult.desk_rights import desk_for
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("permission", "opened"),
    [("moderation.moderate_decision", True), ("synthesis.group_groupingrun", False), ("moderation.nothing", False)],
)
def test_a_desk_is_open_to_its_permission_only(rf, permission, opened):
    called = []

    @desk_for(permission, watching="*")
    def view(request, number):
        called.append(number)
        return HttpResponse("the desk")

    request = rf.get("/admin/desk/")
    request.user = factories.staff("m@example.org", "Modération", ["moderation.moderate_decision"])
    request.session = {}
    request._messages = FallbackStorage(request)
    answer = view(request, 7)
    assert (answer.status_code, called) == ((200, [7]) if opened else (302, []))
    assert bool(list(request._messages)) is not opened
    assert view.__name__ == "view"
