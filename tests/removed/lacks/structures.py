"""The checks of a quote's form (§8); its other checks are in :mod:`tests.removed.lacks.quotes`."""

from __future__ import annotations

from tests.removed.lack import Lack

STRUCTURES = (
    Lack(
        check="the structure begins with TPM_GENERATED_VALUE",
        where="tcg.attest._parse",
        without="takes what a stranger had the key sign for what the TPM made",
        text="magic != MAGIC",
        accepts=["appraisal/quotes/magic", "appraisal/quotes/magic-zero", "appraisal/mutated/signed-magic"],
    ),
    Lack(
        check="the structure is a quote",
        where="tcg.attest._parse",
        without="reads other things that a TPM signs as quotes",
        text="number != kind.value",
        accepts=["appraisal/mutated/signed-type"],
        differs=["appraisal/quotes/certify-as-quote", "appraisal/quotes/time-as-quote"],
    ),
    Lack(
        check="nothing follows the quote",
        where="tcg.attest._parse",
        without="takes a quote with anything behind it",
        text="nothing follows",
        accepts=["appraisal/quotes/trailing", "appraisal/quotes/twice"],
        differs=["appraisal/quotes/order-structure-question"],
    ),
    Lack(
        check="`safe` is 0 or 1",
        where="tcg.attest._read_clock",
        without="takes 2 for true: another structure with the same meaning",
        text="safe > 1",
        accepts=["appraisal/quotes/safe-2"],
    ),
    Lack(
        check="a bank's selection has three octets",
        where="tcg.pcr._read_selection",
        without="takes other writings of one selection",
        text="length != SELECT_LENGTH",
        accepts=["appraisal/quotes/select-4"],
    ),
    Lack(
        check="no register above 23 is selected",
        where="tcg.pcr._read_selection",
        without="tells it by the length of the selection, if at all",
        text="bits >> COUNT",
        differs=["appraisal/quotes/bit-24"],
    ),
)
