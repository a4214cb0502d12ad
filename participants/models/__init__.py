from participants.models.consent import Consent, ConsentText
from participants.models.data_copy import DataCopy
from participants.models.factor_guard import FactorGuard
from participants.models.follow import Follow
from participants.models.mail import CHOSEN, Mail, Pace, Topic
from participants.models.notice import Notice
from participants.models.opinion_groups import OpinionGroupsConsent, OpinionGroupsText
from participants.models.passkey import Passkey
from participants.models.user import User
from participants.models.waiting_code import WaitingCode

__all__ = [
    "CHOSEN",
    "Consent",
    "ConsentText",
    "DataCopy",
    "FactorGuard",
    "Follow",
    "Mail",
    "Notice",
    "OpinionGroupsConsent",
    "OpinionGroupsText",
    "Pace",
    "Passkey",
    "Topic",
    "User",
    "WaitingCode",
]
