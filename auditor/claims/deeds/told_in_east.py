"""Deeds told and asked for in Japanese and Korean.

Their sentences have no subject; they count where the user asked for just that deed.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.nouns import NounDeed
from auditor.claims.deeds.of_world_abroad import is_of_office
from auditor.claims.deeds.verbs import RECORDED_AS, Family
from auditor.claims.deeds.verbs_abroad import families_of_words
from auditor.values.wording import late

SAID_IN_EAST: dict[str, Family] = families_of_words(
    {
        "send": "送信 発送 連絡 발송 전송",
        "book": "予約 発注 購入 예약 주문",
        "pay": "返金 환불 결제",
        "remove": "削除 キャンセル 삭제 취소",
        "create": "保存 登録 作成 起票 追加 저장 등록 생성 추가",
        "change": "変更 更新 リセット 再起動 변경 초기화 재시작",
        "block": "ブロック 遮断 隔離 ロック 凍結 차단 격리 잠금 동결",
        "version": "マージ デプロイ プッシュ ロールバック 머지 병합 배포 푸시 롤백",
    }
)
"""What Japanese and Korean say of deeds, with its family."""


_IN_WORDS_TOO = frozenset({"作成", "生成", "変更", "更新", "追加", "생성", "변경", "추가"})
_STEM = "|".join(SAID_IN_EAST)
_IN_EAST = late(
    rf"(?P<verb>{_STEM})(?:"
    r"(?:の?(?:手続き?|処理|手配))?[をはが]?(?:完了|実施|実行|対応|済ま)?"
    r"(?:(?:し|いたし|致し|させていただき|しておき|され|せ)ました|されています|"
    r"し(?:て|、)[^。\n]{1,40}?ました)|済みです|"
    r"[을를이가은는]? ?(?:완료|처리)?(?:해|하여)? ?"
    r"(?:했|하였|두었|뒀|드렸|놓았|되었|됐)(?:습니다|어요|고 ))"
)
# How a user asks for a deed without the word by which it is told.
_ASKED_IN_EAST: dict[Family, str] = {
    "send": (
        r"(?:メール|連絡|通知|ＦＡＸ|FAX)(?:を)?(?:して|し、|お願い)|送って|送っと|お送り(?:して|くだ)|"
        r"보내(?: ?줘|주세|줄| ?달|세요|라)|(?:메일|문자|연락)(?: ?해| ?줘|해줘|주세요| 부탁)"
    ),
    "book": (
        r"(?:予約|部屋|会議室|枠|席|席を)(?:を)?(?:取って|とって|お願い)|"
        r"잡아 ?(?:줘|주세)|예약 ?부탁"
    ),
    "pay": r"返金(?:して|を|お願い)|お金を返|払い戻|돈(?:을)? ?돌려|환불 ?(?:해|부탁)",
    "remove": r"(?:取り?消|消)して|取りやめ|지워 ?(?:줘|주세)|없애 ?(?:줘|주세)",
    "create": r"(?:登録|入れ|記録)(?:て|して)(?:おいて|ください)|(?:チケット|予定)を?(?:作|切)って|"
    r"(?:저장|등록) ?부탁|(?:티켓|이슈|일정)(?:을|를)? ?(?:만들|열어)",
    "block": r"(?:止めて|遮断して)|막아 ?(?:줘|주세)",
    "change": r"(?:変え|移し|ずらし|直し)て|바꿔 ?(?:줘|주세)|옮겨 ?(?:줘|주세)",
    "version": r"(?:取り込|戻|出)して|되돌려 ?(?:줘|주세)|올려 ?(?:줘|주세)",
}
_UNREAL_IN_EAST = late(
    r"場合|たら|れば|かどうか|お客様[はが]|様[はが]|ましたか|ました[?？]|"
    r"경우|면 |는지|고객님[은이께]|습니까|했나요|[?？]"
)


def eastern_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a Japanese or Korean sentence says are done, by whomever."""
    if sentence.isascii() or _UNREAL_IN_EAST.search(sentence):
        return
    for said in _IN_EAST.finditer(sentence):
        verb = said["verb"]
        if verb in _IN_WORDS_TOO and not is_of_office(sentence):
            continue
        family = SAID_IN_EAST[verb]
        told_as = f"{verb}|{RECORDED_AS[family]}"
        yield NounDeed(said.start(), verb, family, own=False, told_as=told_as)


def asks_in_east(text: str, verb: str) -> bool:
    """Say whether a text asks for a deed that is told by a Japanese or Korean word, not as done."""
    if verb not in SAID_IN_EAST:
        return False
    again = rf"{verb}(?![을를は]?(?:し(?:た|まし|て(?:い|あ))|さ(?:れた|れまし)|했|한|된|됐|되었))"
    otherwise = _ASKED_IN_EAST[SAID_IN_EAST[verb]]
    return re.search(again, text) is not None or re.search(otherwise, text) is not None
