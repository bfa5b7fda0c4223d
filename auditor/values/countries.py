"""Countries by their ISO 3166 codes, under the names that people and systems write in."""

import re

from auditor.values.one_pass import sign_anywhere

# Code, then names in English, Chinese, German, French, Spanish and Portuguese where they differ.
_TABLE = """
AE United Arab Emirates|UAE|阿联酋|Emirates
AR Argentina|阿根廷|Argentinien|Argentine
AT Austria|奥地利|Österreich|Autriche|Áustria
AU Australia|澳大利亚|澳洲|Australien|Australie|Austrália
BD Bangladesh|孟加拉国
BE Belgium|比利时|Belgien|Belgique|Bélgica
BG Bulgaria|保加利亚|Bulgarien|Bulgarie|Bulgária
BR Brazil|巴西|Brasilien|Brésil|Brasil
BY Belarus|白俄罗斯|Weißrussland|Biélorussie|Bielorrusia
CA Canada|加拿大|Kanada|Canadá
CH Switzerland|瑞士|Schweiz|Suisse|Suiza|Suíça
CL Chile|智利|Chili
CN China|中国|Chine
CO Colombia|哥伦比亚|Kolumbien|Colombie|Colômbia
CZ Czech Republic|Czechia|捷克|Tschechien|Tchéquie|Chequia
DE Germany|德国|Deutschland|Allemagne|Alemania|Alemanha
DK Denmark|丹麦|Dänemark|Danemark|Dinamarca
EE Estonia|爱沙尼亚|Estland|Estonie
EG Egypt|埃及|Ägypten|Égypte|Egipto|Egito
ES Spain|西班牙|Spanien|Espagne|España|Espanha
FI Finland|芬兰|Finnland|Finlande|Finlandia|Finlândia
FR France|法国|Frankreich|Francia|França
GB United Kingdom|Great Britain|Britain|英国|Großbritannien|Royaume-Uni|Reino Unido
GR Greece|希腊|Griechenland|Grèce|Grecia|Grécia
HK Hong Kong|香港|Hongkong
HU Hungary|匈牙利|Ungarn|Hongrie|Hungría
ID Indonesia|印度尼西亚|印尼|Indonesien|Indonésie
IE Ireland|爱尔兰|Irland|Irlande|Irlanda
IL Israel|以色列|Israël
IN India|印度|Indien|Inde|Índia
IR Iran|伊朗|Irán|Irã
IT Italy|意大利|Italien|Italie|Italia|Itália
JP Japan|日本|Japon|Japón|Japão
KE Kenya|肯尼亚
KP North Korea|朝鲜|Nordkorea|Corée du Nord|Corea del Norte
KR South Korea|韩国|Südkorea|Corée du Sud|Corea del Sur|Coreia do Sul
KZ Kazakhstan|哈萨克斯坦|Kasachstan
LT Lithuania|立陶宛|Litauen|Lituanie|Lituania
LU Luxembourg|卢森堡|Luxemburg
LV Latvia|拉脱维亚|Lettland|Lettonie|Letonia
MD Moldova|摩尔多瓦|Moldawien|Moldavie
MX Mexico|墨西哥|Mexiko|Mexique|México
MY Malaysia|马来西亚|Malaisie|Malasia
NG Nigeria|尼日利亚
NL Netherlands|荷兰|Holland|Niederlande|Pays-Bas|Países Bajos|Holanda
NO Norway|挪威|Norwegen|Norvège|Noruega
NZ New Zealand|新西兰|Neuseeland|Nouvelle-Zélande
PA Panama|巴拿马|Panamá
PH Philippines|菲律宾|Philippinen|Filipinas
PK Pakistan|巴基斯坦
PL Poland|波兰|Polen|Pologne|Polonia|Polônia
PT Portugal|葡萄牙
RO Romania|罗马尼亚|Rumänien|Roumanie|Rumania
RS Serbia|塞尔维亚|Serbien|Serbie
RU Russia|Russian Federation|俄罗斯|Russland|Russie|Rusia|Rússia
SA Saudi Arabia|沙特|Saudi-Arabien
SC Seychelles|塞舌尔|Seychellen
SE Sweden|瑞典|Schweden|Suède|Suecia|Suécia
SG Singapore|新加坡|Singapur|Singapour
SK Slovakia|斯洛伐克|Slowakei|Slovaquie
TH Thailand|泰国|Thaïlande|Tailandia
TR Turkey|Türkiye|土耳其|Türkei|Turquie|Turquía|Turquia
TW Taiwan|台湾
UA Ukraine|乌克兰|Ucrania|Ucrânia
US United States|USA|U.S.|America|美国|Vereinigte Staaten|États-Unis|Estados Unidos
VN Vietnam|Viet Nam|越南
ZA South Africa|南非|Südafrika|Afrique du Sud|Sudáfrica
"""
_CODES = {
    name.casefold(): line[:2]
    for line in _TABLE.strip().splitlines()
    for name in (line[:2], *line[3:].split("|"))
}
_SHORT = 2
_LONG_NAMES = [
    re.escape(name) for name in sorted(_CODES, key=len, reverse=True) if len(name) > _SHORT
]
_IN_CHINESE = "|".join(name for name in _CODES if "\u4e00" <= name[0] <= "\u9fff")
_VERBS = (
    r"locat|hosted|registered|based|gehostet|standort|situé|hébergé|alojad|ubicad|localizad|"
    r"hospedad|resolves|gehört|belongs"
)
_IT_IS = r"(?:[\w.:-]+(?:['’]s| is| sits| lies)) in "
PATTERN = f"{_VERBS}|(?:['’]s| is| sits| lies) in |位于|来自|归属|所在|国家|地区|托管|注册地"
"""Without a word of these no text places anything in a country; in small letters."""
# A `Brazilian page` is in no country.
_PLACED = re.compile(
    rf"(?:\b\w*(?:{_VERBS})\w*\b[^.,;\n]{{0,24}}?"
    r"\b(?:in|to|from|as|the|den|der|en|em|au|aux|de|del|aus|:|is) (?:the |den |der )?|"
    rf"\b{_IT_IS}(?:the )?)({'|'.join(_LONG_NAMES)}|uk|us)(?![\w-])|"
    r"(?:位于|来自|归属地?|所在地?|国家|地区|托管在|注册地?)(?:为|是|在|于|：|:)? ?"
    rf"({_IN_CHINESE})",
    re.IGNORECASE,
)


_MAY = sign_anywhere(f"(?i){PATTERN}")


def may_place(text: str) -> bool:
    """Say whether a text may say in which country something is."""
    return _MAY(text)


def country_of(name: str) -> str:
    """Return the code of a country by its code or any of its names; "" of anything else."""
    return _CODES.get(name.strip().casefold(), "")


def countries_placed(text: str) -> list[tuple[int, str, str]]:
    """Return in which countries a text places something: where it says so, how, and their codes."""
    return [
        (found.start(), name, country_of(name) or {"uk": "GB"}.get(name, ""))
        for found in _PLACED.finditer(text)
        if (name := found[1] or found[2])
    ]


def names_country(lowered: str, code: str) -> bool:
    """Say whether a text in small letters has a name of a country."""
    return any(
        name in lowered for name, own in _CODES.items() if own == code and len(name) > _SHORT
    )
