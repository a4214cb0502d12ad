"""What is done in the background for proposals."""

from django.conf import settings
from django.tasks import task

from proposals.encoder import load_encoder, to_bytes
from proposals.models import Vector, Version


@task()
def encode_version(version_id: int) -> None:
    """Store the sentence vector of one version, once; an erased text gets none."""
    encoder = load_encoder(settings.CONSULT_ENCODER)
    if encoder is None:
        return
    version = Version.objects.filter(pk=version_id, blanked_at__isnull=True).first()
    if version is None:
        return
    (vector,) = encoder.encode([version_text(version)])
    Vector.objects.get_or_create(version=version, encoder=encoder.name, defaults={"values": to_bytes(vector)})


def version_text(version: Version) -> str:
    """What is encoded and grouped: the title, unless it was derived from the text, and the text."""
    return version.text if version.title_derived else f"{version.title}\n{version.text}"
