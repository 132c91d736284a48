"""Bundles of the vectors' answers."""

from __future__ import annotations

from leo_ref.attestation.appraisal.bundle import Asked, Bundle, Exchange
from leo_ref.core.encoding import decode
from leo_ref.core.rejections import Rejection
from leo_ref.vectors.appraisal import scene
from leo_ref.vectors.appraisal.asking import Try, question


def asked(one: scene.NamedQuestion) -> Asked:
    found = decode(Asked, question(one))
    assert not isinstance(found, Rejection)
    return found


def bundle(tried: Try) -> Bundle:
    return Bundle(
        public=tried.key.public,
        qualified_parent=tried.key.qualified_parent,
        history=tuple(Exchange(question=asked(one), answer=answer) for one, answer in tried.history),
        question=asked(tried.asked),
        answer=tried.answer,
        logs=tried.published,
    )
