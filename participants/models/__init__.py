from participants.models.consent import Consent, ConsentText
from participants.models.follow import Follow
from participants.models.notice import Notice
from participants.models.user import User

__all__ = ["Consent", "ConsentText", "Follow", "Notice", "User"]
