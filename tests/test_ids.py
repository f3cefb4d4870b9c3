from __future__ import annotations

from annotator.ids import cooperation_id, rationale_id, unique


def test_cooperation_id_is_readable_and_blind_to_order() -> None:
    assert cooperation_id("training", ["VNM", "JPN"]) == "training-jpn-vnm"
    assert cooperation_id("aid", ["X:Aube Noire", "FIVE_EYES"]) == "aid-five_eyes-x-aube-noire"


def test_rationale_id_is_blind_to_white_space() -> None:
    name = rationale_id("stability", "la paix  dans\nla région")
    assert name == rationale_id("stability", "la paix dans la région")
    assert name != rationale_id("stability", "la paix dans la mer")
    assert name.startswith("stability-")
    assert len(name) == len("stability-") + 4


def test_shared_ids_are_told_apart_by_their_text_and_not_by_their_number() -> None:
    both = unique(["a", "b", "a"], ["un", "deux", "trois"])
    assert both[1] == "b"
    assert len(set(both)) == 3
    assert unique(["a", "a"], ["trois", "un"]) == [both[2], both[0]]


def test_same_id_and_same_text_are_numbered() -> None:
    first, second = unique(["a", "a"], ["un", "un"])
    assert second == f"{first}-2"
