"""What a resident gets for one message: real knowledge base, real case, no Rasa."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.conduct import Heard
from tests.actions.desk import FATHER, UNKNOWN, Desk, brain

# --- the beginning ----------------------------------------------------------------------------------------------------


def test_condolence_is_said_once(desk: Desk) -> None:
    assert desk.text.count("お悔やみ") == 1
    assert "お悔やみ" not in desk.say("父です")
    assert "お悔やみ" not in desk.send("do.start")


def test_several_facts_in_the_first_sentence_are_not_asked_again(begun: Desk) -> None:
    assert "父" in begun.text
    assert not set(begun.asked) & set(FATHER)


def test_a_button_answers_the_question(begun: Desk) -> None:
    label = next(iter(begun.offered))
    asked = set(begun.asked)
    begun.press(label)
    assert asked <= set(begun.facts)
    assert not asked & set(begun.asked)


def test_the_same_message_is_acted_on_once(begun: Desk) -> None:
    heard = Heard(begun.dialogue.done, "戻る", (("command/back", 0.9),), (), "api")
    before = (begun.reply, begun.store.answers(begun.token), begun.dialogue)
    begun.hear(heard)
    assert (begun.reply, begun.store.answers(begun.token), begun.dialogue) == before


def test_answers_and_the_open_question_are_kept_together_or_not_at_all(begun: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    before = (begun.facts, begun.dialogue)
    with monkeypatch.context() as patch:
        patch.setattr(type(begun.store), "keep_turn", broken)
        with pytest.raises(RuntimeError):
            begun.press(next(iter(begun.offered)))
    assert (begun.facts, begun.dialogue) == before


# --- doubtful readings ------------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(desk: Desk) -> Desk:
    """The guide has asked whether it understood right."""
    desk.say("父が2026年11月19日に60歳で亡くなりました")
    desk.answer_all(until="deceased_health_insurance")
    desk.say("市のほうのだったような", ("inform/deceased_health_insurance.nhi", 0.4))
    assert desk.buttons == ["はい", "いいえ"]
    assert "deceased_health_insurance" not in desk.facts
    return desk


@pytest.mark.parametrize("agree", [lambda d: d.press("はい"), lambda d: d.say("はい"), lambda d: d.say("ええ", ("affirm", 0.9))])
def test_a_doubtful_reading_counts_after_a_yes(doubtful: Desk, agree: Callable[[Desk], str]) -> None:
    agree(doubtful)
    assert doubtful.facts["deceased_health_insurance"] == "nhi"


@pytest.mark.parametrize("deny", [lambda d: d.press("いいえ"), lambda d: d.say("いいえ"), lambda d: d.say("違います", ("deny", 0.9))])
def test_a_doubtful_reading_is_asked_again_after_a_no(doubtful: Desk, deny: Callable[[Desk], str]) -> None:
    deny(doubtful)
    assert "deceased_health_insurance" not in doubtful.facts
    assert doubtful.asked == ["deceased_health_insurance"]
    assert "国民健康保険" in doubtful.buttons


def test_another_answer_instead_of_a_yes_counts_itself(doubtful: Desk) -> None:
    doubtful.say("いいえ、後期高齢者医療です", ("inform/deceased_health_insurance.late_elderly", 0.9))
    if doubtful.buttons == ["はい", "いいえ"]:
        doubtful.press("はい")
    assert doubtful.facts["deceased_health_insurance"] == "late_elderly"


def test_what_is_added_to_a_yes_counts_too(doubtful: Desk) -> None:
    doubtful.say("はい、犬も飼っていました", ("inform/dog.yes", 0.5))
    if doubtful.buttons == ["はい", "いいえ"]:
        doubtful.press("はい")
    assert (doubtful.facts["deceased_health_insurance"], doubtful.facts["dog"]) == ("nhi", "yes")


def test_another_fact_is_no_yes_to_a_doubtful_reading(doubtful: Desk) -> None:
    doubtful.say("持ってました、パスポート", ("inform/passport.yes", 0.9))
    assert "deceased_health_insurance" not in doubtful.facts


# --- not readable -----------------------------------------------------------------------------------------------------


def test_after_three_misunderstandings_a_person_is_offered_and_the_choices_stay(begun: Desk) -> None:
    asked, replies = begun.asked, []
    for _ in range(4):
        replies.append(begun.say("ぬるぽ", ("inform/dog.yes", 0.05)))
        assert begun.asked == asked
        assert UNKNOWN in begun.buttons
    assert len(set(replies[:3])) == 3
    assert "person" in begun.cards
    assert begun.facts == FATHER


def test_an_answer_ends_the_count_of_misunderstandings(begun: Desk) -> None:
    begun.say("ぬるぽ")
    begun.say("ぬるぽ")
    begun.press(UNKNOWN)
    begun.say("ぬるぽ")
    assert "person" not in begun.cards


@pytest.mark.parametrize("text", ["", "　", "\n", "👍👍👍", "\u200b\u200d", "\x00\x07", "あ" * 5000, "'; DROP TABLE cases;--"])
def test_nothing_readable_changes_nothing(begun: Desk, text: str) -> None:
    asked = begun.asked
    begun.say(text)
    assert (begun.facts, begun.asked) == (FATHER, asked)
    assert UNKNOWN in begun.buttons


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("2026年12月24日に亡くなりました", "death_date"),
        ("2026年2月31日に亡くなりました", "death_date"),
        ("300歳でした", "deceased_age"),
    ],
)
def test_what_cannot_be_is_not_taken(desk: Desk, said: str, fact: str) -> None:
    desk.say(said)
    assert fact not in desk.facts
    assert desk.asked


# --- buttons that do not count ----------------------------------------------------------------------------------------


def test_a_button_pressed_twice_does_not_answer_the_next_question(begun: Desk) -> None:
    value = next(iter(begun.offered.values()))
    begun.send(value)
    facts, asked = begun.facts, begun.asked
    assert "すでにお答え" in begun.send(value)
    assert (begun.facts, begun.asked) == (facts, asked)


@pytest.mark.parametrize("values", [("99.0",), ("do.nothing",), ("change.nothing",), ("/restart",), ("",), ("2.0", "2.1")])
def test_what_was_never_offered_changes_nothing(begun: Desk, values: tuple[str, ...]) -> None:
    asked = begun.asked
    assert "そのボタンは、今は使えません" in begun.send(*values)
    assert (begun.facts, begun.asked) == (FATHER, asked)


# --- in between -------------------------------------------------------------------------------------------------------

DIGRESSIONS = [
    ("amount", "葬祭費はいくらもらえますか"),
    ("deadline", "葬祭費はいつまでに申請すればいいですか"),
    ("where", "葬祭費はどこで申請できますか"),
    ("documents", "葬祭費の申請には何がいりますか"),
    ("hours", "窓口は何時から開いていますか"),
    ("who_can_apply", "葬祭費は誰が申請できますか"),
    ("definition", "葬祭費とは何ですか"),
    ("why_ask", "なぜそんなことを聞くのですか"),
    ("online", "葬祭費はオンラインでできますか"),
    ("fee", "手数料はかかりますか"),
    ("parking", "駐車場はありますか"),
    ("reservation", "予約はいりますか"),
    ("proxy", "代理でもいいですか"),
]


@pytest.mark.parametrize(("kind", "text"), DIGRESSIONS, ids=[kind for kind, _ in DIGRESSIONS])
def test_a_question_in_between_is_answered_and_the_same_question_comes_back(begun: Desk, kind: str, text: str) -> None:
    asked, question = begun.asked, begun.dialogue.prompt["text"]
    begun.say(text, (f"digression/{kind}", 0.9))
    assert begun.asked == asked
    assert begun.facts == FATHER
    assert begun.reply[-1]["text"] == question
    assert len(begun.reply) >= 2
    assert begun.reply[0]["text"]


@pytest.mark.parametrize("emotion", ["grief", "anger", "confusion", "thanks", "small_talk"])
def test_a_feeling_is_heard_and_nothing_is_lost(begun: Desk, emotion: str) -> None:
    asked, question = begun.asked, begun.dialogue.prompt["text"]
    begun.say("ああ", (f"emotion/{emotion}", 0.95))
    assert brain().wording.say(f"emotions.{emotion}") in begun.text
    assert (begun.asked, begun.facts, begun.reply[-1]["text"]) == (asked, FATHER, question)


@pytest.mark.parametrize("text", ["もう死にたいです", "あ" * 600 + "もう死にたいです"])
def test_danger_brings_help_at_once_and_no_question(begun: Desk, text: str) -> None:
    asked, question = begun.asked, begun.dialogue.prompt["text"]
    begun.say(text)
    assert question not in begun.text
    assert begun.cards == ["help_lines"]
    assert all(line.number in begun.text for line in brain().kb.help_lines)
    assert begun.dialogue.prompt["text"] == ""
    assert set(begun.offered) == {"職員に相談する", "質問にもどる"}
    assert begun.facts == FATHER
    begun.press("質問にもどる")
    assert (begun.asked, begun.reply[-1]["text"]) == (asked, question)


@pytest.mark.parametrize("command", ["human", "stop"])
def test_pausing_keeps_the_place(begun: Desk, command: str) -> None:
    asked, buttons = begun.asked, begun.buttons
    begun.send(f"do.{command}")
    assert begun.buttons == ["質問にもどる"]
    begun.press("質問にもどる")
    assert (begun.asked, begun.buttons, begun.facts) == (asked, buttons, FATHER)


def test_an_answer_counts_even_while_paused(begun: Desk) -> None:
    begun.say("職員と話したい", ("command/human", 0.95))
    begun.say("亡くなったのは2026年11月18日でした", ("correct", 0.9))
    assert begun.facts["death_date"] == "2026-11-18"


def test_what_is_said_otherwise_is_asked_about_and_nothing_is_lost(begun: Desk) -> None:
    begun.say("妻です", ("inform/relation_to_deceased.wife", 0.9))
    begun.answer_all(until="surviving_spouse")
    begun.press("配偶者（夫か妻）がいる")
    assert "先ほどは配偶者は「いる」とうかがいました" in begun.say("独り身でした", ("inform/surviving_spouse.no", 0.95))
    assert begun.facts["surviving_spouse"] == "yes"
    begun.press("変える")
    assert begun.facts["surviving_spouse"] == "no"


def test_answers_that_exclude_each_other_are_asked_about_once(begun: Desk) -> None:
    begun.answer_all(until="surviving_spouse")
    begun.press("配偶者（夫か妻）がいる")
    begun.send("change.relation_to_deceased")
    begun.press("夫")
    begun.answer_all()
    begun.send("change.surviving_spouse")
    assert "食い違う" in begun.press("いない")
    assert "配偶者を直す" in begun.buttons
    assert "食い違う" not in begun.press("このままで合っている")


def test_another_desks_matter_is_passed_on_and_the_question_stays(begun: Desk) -> None:
    asked = begun.asked
    assert brain().kb.municipality.enquiry.number in begun.say("パスポートの写真はどこで撮れますか", ("out_of_scope", 0.95))
    assert begun.asked == asked


# --- the end ----------------------------------------------------------------------------------------------------------


def test_at_the_end_the_list_is_announced_with_its_numbers(finished: Desk) -> None:
    assert "質問は以上です" in finished.text
    assert "件" in finished.text
    assert finished.cards == ["checklist"]
    assert finished.next_question == ()


def test_not_knowing_anything_still_comes_to_an_end(desk: Desk) -> None:
    desk.answer_all(unknown=True)
    assert desk.dialogue.status == "finished"


@pytest.mark.parametrize("by_button", [True, False])
def test_a_change_after_the_end_says_what_was_added_and_removed(finished: Desk, by_button: bool) -> None:
    before = set(finished.dialogue.listed or ())
    if by_button:
        finished.send("change.dog")
        finished.press("はい" if "はい" in finished.offered else next(iter(finished.offered)))
    else:
        finished.say("やっぱり犬を飼っていました", ("inform/dog.yes", 0.9))
        if finished.buttons == ["はい", "いいえ"]:
            finished.press("はい")
    assert finished.facts["dog"] == "yes"
    finished.answer_all()
    after = set(finished.dialogue.listed or ())
    assert after - before
    assert f"{len(after - before)}件増え、{len(before - after)}件減りました" in finished.text
    assert finished.cards == ["checklist"]


def test_a_change_that_changes_nothing_on_the_list_says_so_by_silence(finished: Desk) -> None:
    finished.send("change.deceased_age")
    finished.say("83歳です")
    finished.answer_all()
    assert "減りました" not in finished.text
    assert finished.cards == ["checklist"]


def test_what_is_said_while_an_answer_waits_for_a_yes_is_kept_beside_it(doubtful: Desk) -> None:
    reply = doubtful.say("パスポートを持っていました", ("inform/passport.yes", 0.9))
    assert doubtful.facts["passport"] == "yes"
    assert "国民健康保険" in reply
    doubtful.press("はい")
    assert doubtful.facts["deceased_health_insurance"] == "nhi"


def test_a_question_beside_facts_is_answered_and_the_facts_are_kept(desk: Desk) -> None:
    reply = desk.say("父が11月19日に亡くなりました。葬祭費はいくらですか")
    assert desk.facts["relation_to_deceased"] == "father"
    assert "葬祭" in reply
