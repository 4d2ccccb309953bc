"""The words of the report pages, in English and Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWording:
    """One language's words; `{}` or a name in braces stands where a figure goes in."""

    language: str
    other_language: str
    other_name: str
    title: str
    title_of_site: str
    every_site: str
    days: str
    one_day: str
    period: str
    last_days: str
    since: str
    until: str
    site: str
    show: str
    leave: str
    shown: str
    shown_note: str
    seen: str
    seen_note: str
    clicked: str
    clicked_note: str
    rate: str
    between: str
    nothing: str
    nothing_note: str
    within_less: str
    from_less_to_more: str
    open_ended: str
    percent: str
    at_least: str
    range: str
    times: str
    unknown: str
    total: str
    gained: str
    lost: str
    untold: str
    incomparable: str
    either: str
    clicked_of: str
    control: str
    baseline: str
    by_day: str
    by_day_alt: str
    by_name_alt: str
    band_note: str
    tables: str
    by: str
    trending: str
    trending_note: str
    unfilled: str
    unfilled_note: str
    no_unfilled: str
    invalid: str
    invalid_note: str
    no_invalid: str
    definitions: str
    download: str
    and_more: str
    sign_in: str
    sign_in_note: str
    key: str
    enter: str
    refused: str
    no_scope: str
    late: str
    wrong: str
    away: str
    away_note: str
    other_period: str
    compared: str
    compared_note: str
    unfilled_caption: str
    invalid_caption: str
    day_format: str
    rate_by: str
    by_names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


BY_ENGLISH = {
    "kind": "Kind",
    "source": "Source",
    "promo": "Promo",
    "placement": "Placement",
    "position": "Position",
    "section": "Section",
    "article": "Article",
    "device": "Device",
    "day": "Day",
    "site": "Site",
    "arm": "Ranking",
}
BY_JAPANESE = {
    "kind": "種類",
    "source": "提供元",
    "promo": "プロモ",
    "placement": "掲載枠",
    "position": "位置",
    "section": "セクション",
    "article": "記事",
    "device": "端末",
    "day": "日",
    "site": "サイト",
    "arm": "選び方",
}
ARMS_ENGLISH = {
    "learned": "Learned",
    "canary": "New model on trial",
    "baseline": "The site’s own order",
    "control": "Random",
}
ARMS_JAPANESE = {
    "learned": "学習した並び",
    "canary": "試用中の新モデル",
    "baseline": "サイト自身の並び",
    "control": "無作為な並び",
}
ENGLISH = ReportWording(
    language="en",
    other_language="ja",
    other_name="日本語",
    title="Promo report",
    title_of_site="Promo report of {}",
    every_site="all sites",
    days="{} days",
    one_day="1 day",
    period="Period",
    last_days="Last {} days",
    since="From",
    until="To",
    site="Site",
    show="Show",
    leave="Sign out",
    shown="Shown",
    shown_note="impressions: promos put before readers",
    seen="Seen",
    seen_note="views: {} of what was measured stayed in sight for a second",
    clicked="Clicked",
    clicked_note="{} clicks for 1,000 promos shown",
    rate="Click rate",
    between="between {} and {}",
    nothing="Nothing was shown in this period",
    nothing_note="No reader saw a promo on these days, or the last ones are still on their way: "
    "what readers do is in the report within a minute.",
    within_less="between {} and {} less",
    from_less_to_more="between {} less and {} more",
    open_ended="from {} less upward",
    percent="\u202f%",
    at_least="at least {}",
    range="{} to {}",
    times="{} times",
    unknown="not known",
    total="All",
    gained="Readers clicked {value} more with learned slots than with {other}; {interval}.",
    lost="Readers clicked {value} less with learned slots than with {other}; {interval}.",
    untold="Whether readers click more with learned slots than with {other} cannot be told yet: "
    "{interval}.",
    incomparable="Learned slots cannot be compared with {other} yet: "
    "only one of the two was shown.",
    either="{} or {}",
    clicked_of="Readers clicked {clicks} of {shown} promos shown: {rate}.",
    control="random ones",
    baseline="the site’s own order",
    by_day="Click rate by day",
    by_day_alt="Click rate on each day, with the range it very likely lies in; the figures stand "
    "in the table by day.",
    by_name_alt="Click rate of each, with the range in which it surely lies; the figures stand in "
    "the table below.",
    band_note="Red: the rate measured. Pale: the range it lies in with 95 % certainty.",
    tables="Figures by",
    by="By {}",
    trending="Trending now",
    trending_note="Clicked more than an average promo in the same slots, lately above all",
    unfilled="Slots that stayed empty",
    unfilled_note="{share} of the slots asked for stayed empty ({count}).",
    no_unfilled="Every slot asked for was filled.",
    invalid="Traffic that does not count",
    invalid_note="{share} of what was told came from crawlers or could not be right ({count}). "
    "It is in none of the figures above.",
    no_invalid="All that was told counts: no crawlers, no repeats.",
    definitions="What the words mean",
    download="Download",
    and_more="{shown} of {all} rows. The file has them all.",
    sign_in="Sign in to read the reports",
    sign_in_note="Whoever runs this server makes a key with "
    "chirashi keys create NAME --scope reports.",
    key="API key",
    enter="Sign in",
    refused="No such key is known here, or it was revoked.",
    no_scope="This key is not for reports: ask for one with the scope reports.",
    late="The report could not be made",
    wrong="This report cannot be asked for",
    away="The reports are out of reach for the moment",
    away_note="Please try again in a minute. The server’s log says more.",
    other_period="Back to the last 28 days",
    compared="What learning gained",
    compared_note="Learned slots against the other two; who gets which is left to chance",
    unfilled_caption="Why slots stayed empty",
    invalid_caption="Why events do not count",
    day_format="%b %-d",
    rate_by="Click rate by {}",
    by_names=BY_ENGLISH,
    values={"arm": ARMS_ENGLISH, "total": ARMS_ENGLISH},
)
JAPANESE = ReportWording(
    language="ja",
    other_language="en",
    other_name="English",
    title="プロモのレポート",
    title_of_site="{}のプロモのレポート",
    every_site="全サイト",
    days="{}日間",
    one_day="1日間",
    period="期間",
    last_days="過去{}日間",
    since="開始日",
    until="終了日",
    site="サイト",
    show="表示",
    leave="サインアウト",
    shown="表示",
    shown_note="読者のページに表示されたプロモ",
    seen="閲覧",
    seen_note="測定できた表示のうち{}が1秒以上画面に入りました",
    clicked="クリック",
    clicked_note="表示1,000回あたり{}回",
    rate="クリック率",
    between="{}から{}の間",
    nothing="この期間に表示されたプロモはありません",
    nothing_note="この期間にプロモを見た読者がいないか、最新の分がまだ届いていません。"
    "読者の動きは1分以内にレポートに入ります。",
    within_less="{}から{}の減少の間",
    from_less_to_more="{}減から{}増の間",
    open_ended="{}減以上",
    percent="%",
    at_least="少なくとも{}",
    range="{}～{}",
    times="{}倍",
    unknown="不明",
    total="合計",
    gained="学習した並びは、{other}より{value}多くクリックされました（{interval}）。",
    lost="学習した並びは、{other}より{value}少なくクリックされました（{interval}）。",
    untold="学習した並びが{other}より多くクリックされるかは、まだ言えません（{interval}）。",
    incomparable="学習した並びはまだ{other}と比べられません。期間中に一方しか表示されていないためです。",
    either="{}や{}",
    clicked_of="表示された{shown}件のプロモのうち、{clicks}件がクリックされました（{rate}）。",
    control="無作為な並び",
    baseline="サイト自身の並び",
    by_day="日ごとのクリック率",
    by_day_alt="日ごとのクリック率とその信頼区間。数字は日ごとの表にあります。",
    by_name_alt="それぞれのクリック率とその信頼区間。数字は下の表にあります。",
    band_note="赤が測られたクリック率、薄い色が95%の確かさで率が入る範囲です。",
    tables="内訳",
    by="{}別",
    trending="いま伸びているもの",
    trending_note="同じ枠の平均的なプロモより多くクリックされたもの（最近の日ほど重く数えます）",
    unfilled="空いたままの枠",
    unfilled_note="求められた枠の{share}が空いたままでした（{count}枠）。",
    no_unfilled="求められた枠はすべて埋まりました。",
    invalid="数えない動き",
    invalid_note="届いた動きの{share}は、クローラーなど数えられないものでした（{count}件）。"
    "上の数字には入っていません。",
    no_invalid="届いた動きはすべて数えられるものでした。",
    definitions="言葉の意味",
    download="ダウンロード",
    and_more="{all}行のうち{shown}行。ファイルには全行が入っています。",
    sign_in="サインインしてレポートを読む",
    sign_in_note="キーはサーバーの管理者が次の命令で作ります: "
    "chirashi keys create NAME --scope reports",
    key="APIキー",
    enter="サインイン",
    refused="このキーは登録されていないか、取り消されています。",
    no_scope="このキーはレポート用ではありません。reportsの権限を持つキーが必要です。",
    late="レポートを作れませんでした",
    wrong="このレポートは作れません",
    away="レポートはいま表示できません",
    away_note="しばらくしてからもう一度お試しください。詳しくはサーバーのログにあります。",
    other_period="過去28日間に戻る",
    compared="学習による増減",
    compared_note="学習した並びと他の二つの比較。誰がどれを見るかは無作為に決まります",
    unfilled_caption="枠が空いた理由",
    invalid_caption="数えない理由",
    day_format="%-m/%-d",
    rate_by="{}別のクリック率",
    by_names=BY_JAPANESE,
    values={"arm": ARMS_JAPANESE, "total": ARMS_JAPANESE},
)
WORDINGS: Mapping[str, ReportWording] = {"en": ENGLISH, "ja": JAPANESE}


def report_wording(language: str | None) -> ReportWording:
    """Return the words of a language; English where we have none."""
    return WORDINGS.get(language or "en", ENGLISH)
