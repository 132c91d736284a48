"""What can keep an image from being had: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why there is no image; the value says it in one sentence and is shown to people."""

    PROCESSOR_UNKNOWN = "Docker has no name that is known here for this machine's processors."
    IMAGE_INCOMPLETE = "What the packages hold makes no image with Python and Pillow in it."
    IMAGE_NOT_MADE = "No image has been made here yet."
    IMAGE_REFUSED = "The Docker daemon did not take the image."
    IMAGE_CHANGED = "The Docker daemon calls the image by another digest."
    REFERENCE_WRONG = "This does not name one image: only its digest does."
    IMAGE_UNAVAILABLE = "The Docker daemon could not pull the image."


class ImageFailure(NamedFailure):
    """There is no image."""

    name: Failure
