"""The bundle with which anyone verifies an edition without our code: a ZIP that is made as it is sent."""

from cms.bundle.responses import bundle_response

__all__ = ["bundle_response"]
