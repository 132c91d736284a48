"""RFC 9380: expand_message_xmd (appendix K.3), and Elligator 2 onto edwards25519 (appendix J.5.2) and at its edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.draw.hash_to_curve import expand_message_xmd, hash_to_field, map_to_curve
from tests.draw import slow_curve
from tests.draw.slow_curve import P

LONG = ["", "abc", "abcdef0123456789", "q128_" + "q" * 128, "a512_" + "a" * 512]

EXPANDED = [
    ("", "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba"),
    ("abc", "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"),
    ("abcdef0123456789", "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58"),
    ("q128_" + "q" * 128, "7336234ee9983902440f6bc35b348352013becd88938d2afec44311caf8356b3"),
    ("a512_" + "a" * 512, "57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956dd73a59b954c66f4"),
    (
        "",
        (
            "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
            "b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
            "0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
            "b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961"
        ),
    ),
]

MAPPED = [
    (
        "7f3e7fb9428103ad7f52db32f9df32505d7b427d894c5093f7a0f0374a30641d",
        "42836f691d05211ebc65ef8fcf01e0fb6328ec9c4737c26050471e50803022eb",
        "22cb4aaa555e23bd460262d2130d6a3c9207aa8bbb85060928beb263d6d42a95",
        "1ff2b70ecf862799e11b7ae744e3489aa058ce805dd323a936375a84695e76da",
        "222e314d04a4d5725e9f2aff9fb2a6b69ef375a1214eb19021ceab2d687f0f9b",
    ),
    (
        "09cfa30ad79bd59456594a0f5d3a76f6b71c6787b04de98be5cd201a556e253b",
        "333e41b61c6dd43af220c1ac34a3663e1cf537f996bab50ab66e33c4bd8e4e19",
        "51b6f178eb08c4a782c820e306b82c6e273ab22e258d972cd0c511787b2a3443",
        "5f13cc69c891d86927eb37bd4afc6672360007c63f68a33ab423a3aa040fd2a8",
        "67732d50f9a26f73111dd1ed5dba225614e538599db58ba30aaea1f5c827fa42",
    ),
    (
        "475ccff99225ef90d78cc9338e9f6a6bb7b17607c0c4428937de75d33edba941",
        "55186c242c78e7d0ec5b6c9553f04c6aeef64e69ec2e824472394da32647cfc6",
        "5b9ea3c265ee42256a8f724f616307ef38496ef7eba391c08f99f3bea6fa88f0",
        "1dd2fefce934ecfd7aae6ec998de088d7dd03316aa1847198aecf699ba6613f1",
        "2f8a6c24dd1adde73909cada6a4a137577b0f179d336685c4a955a0a8e1a86fb",
    ),
    (
        "049a1c8bd51bcb2aec339f387d1ff51428b88d0763a91bcdf6929814ac95d03d",
        "024b6e1621606dca8071aa97b43dce4040ca78284f2a527dcf5d0fbfac2b07e7",
        "5102353883d739bdc9f8a3af650342b171217167dcce34f8db57208ec1dfdbf2",
        "35fbdc5143e8a97afd3096f2b843e07df72e15bfca2eaf6879bf97c5d3362f73",
        "2af6ff6ef5ebba128b0774f4296cb4c2279a074658b083b8dcca91f57a603450",
    ),
    (
        "3cb0178a8137cefa5b79a3a57c858d7eeeaa787b2781be4a362a2f0750d24fa0",
        "3e6368cff6e88a58e250c54bd27d2c989ae9b3acb6067f2651ad282ab8c21cd9",
        "38fb39f1566ca118ae6c7af42810c0bb9767ae5960abb5a8ca792530bfb9447d",
        "6e5e1f37e99345887fc12111575fc1c3e36df4b289b8759d23af14d774b66bff",
        "2c90c3d39eb18ff291d33441b35f3262cdd307162cc97c31bfcc7a4245891a37",
    ),
]


@pytest.mark.parametrize(("message", "uniform"), EXPANDED)
def test_expanding_a_message(message: str, uniform: str) -> None:
    domain = b"QUUX-V01-CS02-with-expander-SHA512-256"
    assert expand_message_xmd(message.encode(), domain, len(uniform) // 2).hex() == uniform


@pytest.mark.parametrize(("message", "values"), list(zip(LONG, MAPPED, strict=True)))
def test_encoding_a_message_to_edwards25519(message: str, values: tuple[str, ...]) -> None:
    u, q_x, q_y, p_x, p_y = (int(value, 16) for value in values)
    assert hash_to_field(message.encode(), b"QUUX-V01-CS02-with-edwards25519_XMD:SHA-512_ELL2_NU_") == u
    assert map_to_curve(u) == (q_x, q_y)
    assert slow_curve.multiply(8, map_to_curve(u)) == (p_x, p_y)


def slow_elligator2(element: int) -> tuple[int, int]:
    """RFC 9380, section 6.7.1, then appendix D.1, read off literally; zero is its own inverse there."""

    def inverse(value: int) -> int:
        return pow(value, P - 2, P)

    def right(x: int) -> int:
        return (x * x * x + 486662 * x * x + x) % P

    x1 = -486662 * inverse(1 + 2 * element * element) % P
    if x1 == 0:
        x1 = -486662 % P
    x2 = (-x1 - 486662) % P
    root = slow_curve.square_root(right(x1))
    wanted, x = 1, x1
    if root is None:
        root = slow_curve.square_root(right(x2))
        wanted, x = 0, x2
    assert root is not None
    y = root if root % 2 == wanted else -root % P
    if y == 0 or x == P - 1:
        return 0, 1
    scale = slow_curve.square_root(-486664)
    assert scale is not None
    scale = scale if scale % 2 == 0 else P - scale
    return scale * x * inverse(y) % P, (x - 1) * inverse(x + 1) % P


@pytest.mark.parametrize("element", [0, 1, 2, P - 2, P - 1])
def test_the_map_at_its_edges(element: int) -> None:
    assert map_to_curve(element) == slow_elligator2(element)


def test_no_element_leads_to_the_inverse_of_zero() -> None:
    """Neither 1 + 2r² = 0 nor u = -1, for either candidate, has a solution r in the field."""
    assert slow_curve.square_root(-pow(2, -1, P)) is None
    assert slow_curve.square_root((486662 - 1) * pow(2, -1, P)) is None
    assert slow_curve.square_root(pow(2 * (486662 - 1), -1, P)) is None


@given(st.integers(0, P - 1))
def test_the_map_is_elligator_2(element: int) -> None:
    assert map_to_curve(element) == slow_elligator2(element)
