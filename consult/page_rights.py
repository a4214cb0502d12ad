"""Who of the team may do what to a page: Wagtail's rights go by tree, ours also by kind of page."""

from typing import Any

from wagtail.models.pages import PagePermissionTester

OPEN_CONSULTATIONS = "consult.change_consultationpage"


class OrganisersOnly(PagePermissionTester):
    """Editors have rights under home, to write syntheses; this page itself is the organisers'.

    One named permission stands beside the rights of the tree. Pages beneath keep the tree's rights.
    """

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.organises = user.has_perm(OPEN_CONSULTATIONS)

    def can_edit(self) -> bool:
        return self.organises and bool(super().can_edit())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.organises and bool(super().can_delete(ignore_bulk=ignore_bulk))

    def can_publish(self) -> bool:
        return self.organises and bool(super().can_publish())

    def can_unpublish(self) -> bool:
        return self.organises and bool(super().can_unpublish())


class OrganisersOnlyBeneathToo(OrganisersOnly):
    """For home: only organisers add, move, publish or reorder a page right under it.

    Wagtail asks these of the rights that are collected here, some by name and some by method: they go as a whole.
    """

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if not self.organises:
            self.permissions: set[str] = set()
