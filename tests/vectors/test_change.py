"""A value told by its change is the value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.vectors.change import change, changed

keys = st.sampled_from(["a", "b", "c", "d"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values, values)
def test_a_change_leads_from_one_value_to_another(old: JsonValue, new: JsonValue) -> None:
    assert canonical(changed(old, change(old, new))) == canonical(new)


@given(values)
def test_nothing_is_said_of_what_stays(value: JsonValue) -> None:
    same: dict[str, JsonValue] = {"kept": value, "other": 1}
    assert change(same, {**same, "other": 2}) == {"other": 2}
