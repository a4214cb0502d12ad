from participants.models.consent import Consent, ConsentText
from participants.models.notice import Notice
from participants.models.user import User

__all__ = ["Consent", "ConsentText", "Notice", "User"]
