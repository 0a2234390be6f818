"""How risky an action is, from what it is and what it is aimed at, and whether the user is asked first.

The rules know words, not meanings: they ask too often rather than too rarely, and they are no protection against a model that
describes its target wrongly; that is why the text that is really on the screen there is looked at too, where it is known.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from gui_agent.actions import secrets
from gui_agent.actions.action import BaseAction, Done, Fail, Hover, Key, LeftDrag, PointingAction, Risk, Scroll, Type, Wait
from gui_agent.actions.keys import parse_keys
from gui_agent.actions.policy.chords import one_spelling
from gui_agent.actions.policy.text_match import plain
from gui_agent.errors import ActionError

Approval = Literal["never", "risky", "always"]
"""When the user is asked: never, before sensitive actions, or before everything that uses mouse or keyboard."""

_SENSITIVE_WORDS = """
delete remove erase discard uninstall format wipe drop purge empty clear trash destroy overwrite reset revoke revert
close quit exit shutdown shut-down power-off restart reboot log-out logout sign-out signout lock suspend hibernate
end-task kill terminate
pay payment purchase buy order checkout check-out subscribe unsubscribe transfer donate bid invoice withdraw deposit book
send submit publish post share reply forward upload tweet invite call
accept agree approve authorize authorise grant allow permit trust sign confirm install update upgrade run execute
password passphrase passcode pin secret api-key token cvv cvc credit-card card-number iban two-factor 2fa otp
löschen entfernen schließen beenden bezahlen zahlen kaufen bestellen senden absenden veröffentlichen abmelden kennwort passwort
zulassen bestätigen installieren zurücksetzen überweisen
supprimer effacer fermer quitter payer acheter commander envoyer publier déconnexion autoriser confirmer installer
eliminar borrar cerrar salir pagar comprar enviar publicar contraseña autorizar confirmar instalar
"""
_SENSITIVE_CHARACTERS = """
删除 移除 清空 清除 卸载 格式化 关闭 退出 注销 关机 重启
支付 付款 购买 下单 结算 订购 转账 提交 发送 发布 分享 回复 上传 授权 允许 同意 确认 安装
密码 口令 验证码 削除 閉じる 終了 支払 購入 注文 送信 投稿 許可 同意 パスワード 삭제 닫기 종료 결제 구매 보내기 비밀번호
удалить закрыть выйти оплатить купить отправить опубликовать разрешить подтвердить установить пароль
"""
_TERMINAL = (
    r"terminal|xterm|konsole|console|power ?shell|command prompt|cmd\.exe|\bbash\b|\bzsh\b|tmux|\bssh\b|终端"
    r"|[\w.-]+@[\w.-]+:\s?[~/]"
)
_SETTINGS = (
    r"\bsettings\b|control panel|system preferences|preferences|registry editor|task manager|system monitor|disk utility|gparted"
    r"|einstellungen|systemsteuerung|paramètres|configuración|ajustes|设置|控制面板|設定|настройки|authenticat|polkit|keyring"
)
_MONEY = r"checkout|check out|payment|paypal|bank|billing|收银|支付|付款"
_FILES_AND_MAIL = r"\bfiles?\b|thunar|nautilus|dolphin|pcmanfm|caja|nemo|explorer|finder|inbox|mail|outlook"
_SENSITIVE_CHORDS = """
alt+f4 ctrl+w ctrl+shift+w ctrl+q ctrl+f4 super+q super+w ctrl+enter super+enter shift+delete ctrl+shift+delete ctrl+alt+delete
ctrl+alt+backspace super+l super+delete ctrl+d super+backspace ctrl+shift+backspace ctrl+alt+l
"""
_SENSITIVE_KEYS = {"power", "sleep", "close", "eject"}


def risk_of(action: BaseAction, target_text: str = "", window_title: str = "") -> Risk:
    """The risk of an action: reading, reversible or sensitive.

    `target_text` is what is on the screen at the target (and the field's label), `window_title` the title of the window
    there; empty where they are not known.
    """
    if isinstance(action, Hover | Scroll | Wait | Done | Fail):
        return "reading"
    if isinstance(action, Key):
        return _risk_of_keys(action.keys, target_text, window_title)
    if isinstance(action, Type) and (secrets.find(action.content) or _matches(_TERMINAL, window_title)):
        return "sensitive"
    if isinstance(action, LeftDrag) and _matches(_FILES_AND_MAIL, window_title):
        return "sensitive"
    if isinstance(action, PointingAction | Type) and _matches(f"{_SETTINGS}|{_MONEY}", window_title):
        return "sensitive"
    return "sensitive" if names_something_sensitive(f"{action.target}\n{target_text}") else action.risk


def names_something_sensitive(text: str) -> bool:
    """Whether a label or description speaks of what cannot be undone, of money, of sending, of consent or of a password."""
    return any(_word_pattern().search(one) for one in (text.casefold(), plain(text)))  # the second: letters that look so


def needs_approval(action: BaseAction, mode: Approval, target_text: str = "", window_title: str = "") -> bool:
    """Whether the user is asked before the action; where the user cannot be asked, the caller takes that as a no."""
    if mode == "never" or isinstance(action, Done | Fail | Wait):
        return False
    return mode == "always" or risk_of(action, target_text, window_title) == "sensitive"


def _risk_of_keys(keys: str, target_text: str, window_title: str) -> Risk:
    try:
        chords = [one_spelling(chord) for chord in parse_keys(keys)]
    except ActionError:
        return "sensitive"
    sensitive = {frozenset(chord.split("+")) for chord in _SENSITIVE_CHORDS.split()}
    for chord in chords:
        if chord in sensitive or _SENSITIVE_KEYS & chord:
            return "sensitive"
        if "delete" in chord and _matches(_FILES_AND_MAIL, window_title):
            return "sensitive"
        if {"enter", "space"} & chord and names_something_sensitive(target_text):
            return "sensitive"
        if "enter" in chord and _matches(f"{_SETTINGS}|{_MONEY}", window_title):
            return "sensitive"
    return "sensitive" if _matches(_TERMINAL, window_title) else "reversible"


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


@cache
def _word_pattern() -> re.Pattern[str]:
    words = "|".join(_inflected(word) for word in _SENSITIVE_WORDS.split())
    characters = "|".join(_SENSITIVE_CHARACTERS.split())
    return re.compile(rf"\b(?:{words})\b|{characters}")


def _inflected(word: str) -> str:
    """A pattern for a word and its English forms; a hyphen matches a blank, a hyphen or nothing."""
    stem = word.removesuffix("e").replace("-", "[ -]?")
    return rf"{stem}(?:e|es|ed|ing|s)?" if word.endswith("e") else rf"{stem}(?:s|es|ed|ing|ting|ping)?"
