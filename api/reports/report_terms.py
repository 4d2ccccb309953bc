"""The reports' own words in Japanese; in English they come with the figures."""

from collections.abc import Mapping

COLUMNS: Mapping[str, str] = {
    "total": "読者",
    "kind": "種類",
    "source": "提供元",
    "promo": "プロモ",
    "title": "タイトル",
    "placement": "掲載枠",
    "site": "サイト",
    "position": "位置",
    "section": "セクション",
    "article": "記事",
    "device": "端末",
    "day": "日",
    "arm": "選び方",
    "reason": "理由",
    "words": "説明",
    "event": "動き",
    "way": "届き方",
    "compared_with": "比較対象",
    "decisions": "決定",
    "page_views": "ページ閲覧",
    "impressions": "表示",
    "views": "閲覧",
    "clicks": "クリック",
    "ctr": "CTR",
    "viewable_rate": "閲覧率",
    "vctr": "vCTR",
    "revenue": "収益",
    "ecpm": "eCPM",
    "other_decisions": "決定（比較対象）",
    "other_impressions": "表示（比較対象）",
    "other_clicks": "クリック（比較対象）",
    "other_ctr": "CTR（比較対象）",
    "lift": "増減",
    "value": "価値",
    "other_value": "価値（比較対象）",
    "value_lift": "価値の増減",
    "expected_clicks": "見込みのクリック",
    "trend": "見込み比",
    "requested": "求められた枠",
    "filled": "埋まった枠",
    "unfilled": "空いた枠",
    "unfilled_share": "空いた割合",
    "fill_rate": "充足率",
    "events": "届いた動き",
    "invalid": "数えない動き",
    "share": "数えない割合",
}
TITLES: Mapping[str, str] = {
    "performance": "成果",
    "lift": "学習による増減",
    "trending": "いま伸びているもの",
    "unfilled": "空いた枠とその理由",
    "invalid": "数えない動き",
}
REASONS: Mapping[str, str] = {
    "unknown_placement": "サイトにない掲載枠",
    "no_candidates": "出せるプロモがない",
    "quota": "種類ごとの上限",
    "source_limit": "提供元ごとの上限",
    "advertiser_limit": "広告主ごとの上限",
    "same_words": "似た言葉の重なり",
    "on_page": "同じページにすでにある",
    "own_article": "その記事自身",
    "seen": "読者がすでに見た",
    "crawler": "クローラー",
    "prefetch": "先読み",
    "expired": "期限切れ",
    "too_many": "同じ動きが多すぎる",
    "other_site": "別のサイト",
    "preview": "プレビュー",
    "no_impression": "表示のないクリック",
}
MEANINGS: Mapping[str, tuple[str, str]] = {
    "Impression": (
        "表示",
        "枠がページに表示されたと、ページまたは埋め込み画像から届いたもの、または閲覧やクリックから"
        "表示されたとわかるもの。数えない動きとプレビューは含みません。",
    ),
    "View": (
        "閲覧",
        "見られているタブで、枠の半分以上が1秒以上続けて画面に入ること（MRCの基準）。",
    ),
    "Click": ("クリック", "読者が枠のリンクをたどったこと。ページ閲覧と枠ごとに一度だけ数えます。"),
    "Decision": (
        "決定",
        "一つのページのためにプロモを一度選ぶこと。キャッシュされたページでは一つの決定が多くの読者に"
        "届きます。ページ閲覧は読者の側を数え、決定ごとに最も多く表示された枠の表示数とします。",
    ),
    "CTR": ("CTR（クリック率）", "クリック ÷ 表示。"),
    "Viewable rate": ("閲覧率", "閲覧 ÷ 測定できた表示（閲覧を測るスクリプトのあるページ）。"),
    "vCTR": ("vCTR", "測定できた表示でのクリック ÷ 閲覧。"),
    "Revenue": ("収益", "クリックに、表示された時のプロモの単価（ある場合）をかけて足したもの。"),
    "eCPM": ("eCPM", "収益 × 1000 ÷ 単価のあるプロモの表示。"),
    "Interval": (
        "信頼区間",
        "同じ日々を何度も繰り返せるとしたら、100回のうち95回は本当の値がこの範囲に入ります。"
        "一つの決定の枠は一緒に選ばれたものとして扱い、独立とはみなしません。",
    ),
    "Lift": (
        "増減",
        "学習した並びのページのCTR ÷ 比較対象のページのCTR。"
        "どのページがどちらになるかは無作為なので、取り込んだページは含みません。1.10は表示あたりのクリックが10%多いこと。"
        "範囲が1を含む間は、どちらが良いか言えません。",
    ),
    "Value": (
        "価値",
        "表示1,000回のクリックの価値。各クリックは表示された時のプロモの単価で数え、単価のないプロモの"
        "クリックは数えません。学習した並びは価値を目指し、単価のないプロモは中央値とみなします。"
        "クリックが少なくても価値が多いことがあります。",
    ),
    "Baseline and control": (
        "人気順（baseline）と無作為（control）",
        "baseline: 学習なしで、人気の順に並べたもの。control: 同じ決まりの下でくじで選んだもの。",
    ),
    "Trend": (
        "見込み比",
        "クリック ÷ 同じ日に同じ枠で平均的なプロモが得たはずのクリック。"
        "一日古くなるごとに重みは半分です。少数のクリックの偶然が先頭に来ないよう、"
        "範囲の下端の順に並べます。",
    ),
    "Fill rate": ("充足率", "埋まった枠 ÷ 求められた枠。何も出なかったページも数えます。"),
    "Invalid share": (
        "数えない割合",
        "クローラー、先読み、期限切れや繰り返しのトークン、別のサイト、"
        "表示のないクリック ÷ 届いた動き。"
        "編集者のプレビューは一覧にだけ載ります。",
    ),
    "Day": (
        "日",
        "サイトの時間帯の0時から24時まで。数字は、クリックがいつ来ても、ページが求められた日に入ります。",
    ),
}
