// The cards as `GET /v1/slots.html` has them: the same elements and classes, for one stylesheet.
// Texts are set as text, never as HTML; addresses only if they are http(s).
function make(tag, name, ...inside) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside.filter((part) => part));
  return element;
}

/** Tell Japanese by its script, as the server does, for the `lang` of a text. */
function languageOf(text, around) {
  const isHan = /[\u4e00-\u9fff]/.test(text) && !around.startsWith("zh");
  if (isHan || /[\u3041-\u30ff\uff66-\uff9f]/.test(text)) return "ja";
  return around.startsWith("ja") && /[A-Za-z]/.test(text) ? "en" : around;
}

function spoken(element, language) {
  element.lang = language;
  return element;
}

function pictureAddress(image, base) {
  if (!image || image.startsWith("//")) return null;
  if (image.startsWith("/")) return base + image;
  if (image.includes(":")) return webAddress(image);
  const path = image.replace(/\.svg$/, "").split("/").map(encodeURIComponent).join("/");
  return `${base}/pictures/${path}.svg`;
}

function picture(slot, base) {
  const address = pictureAddress(slot.image, base);
  if (!address) {
    const letter = [...(slot.source || slot.title)][0];
    const instead = make("span", "promo-picture promo-picture--none", letter);
    instead.setAttribute("aria-hidden", "true");
    return instead;
  }
  const image = make("img", "promo-picture");
  Object.assign(image, { width: 480, height: 320, alt: "", loading: "lazy", decoding: "async" });
  image.src = address;
  return image;
}

function tags(slot, id, language) {
  const label = slot.label || slot.kind[0].toUpperCase() + slot.kind.slice(1).toLowerCase();
  const line = make("p", "promo-tags");
  line.id = id;
  if (slot.sponsored) {
    const words = slot.disclosure || (language === "ja" ? "広告" : "Sponsored");
    line.append(spoken(make("span", "promo-disclosure", words), languageOf(words, "en")), " ");
  }
  line.append(make("span", "promo-label", label));
  return line;
}

function title(slot, tag, id) {
  const link = make("a", "promo-link", slot.title);
  link.href = slot.url;
  const rel = slot.rel || (slot.sponsored && "sponsored nofollow noopener");
  if (rel) link.setAttribute("rel", rel);
  link.setAttribute("aria-describedby", id);
  return make(tag, "promo-title", link);
}

function source(slot) {
  return make(
    "p",
    "promo-source",
    slot.source && make("span", "promo-from", slot.source),
    " ",
    slot.display_url && spoken(make("span", "promo-url", slot.display_url), "en"),
  );
}

/** Mark what the measuring finds a card by. */
function marked(card, slot) {
  const { promo, kind, token, url } = slot;
  Object.assign(card.dataset, { promo, kind, token, url });
  if (slot.sponsored) card.dataset.paid = "";
  return card;
}

function listed(slot, id, { base, language }) {
  const own = languageOf(slot.title, language);
  const text = make("div", "promo-text", tags(slot, id, own), title(slot, "h3", id), source(slot));
  return spoken(marked(make("li", "promo", picture(slot, base), text), slot), own);
}

function native(slot, id, { base, language }) {
  const own = languageOf(slot.title, language);
  const action = slot.call_to_action && make("span", "native-action", slot.call_to_action);
  const text = make(
    "div",
    "promo-text",
    tags(slot, id, own),
    title(slot, "p", id),
    slot.summary && make("p", "native-summary", slot.summary),
    make("div", "native-foot", source(slot), action),
  );
  const image = pictureAddress(slot.image, base) && picture(slot, base);
  const body = spoken(make("div", "native-body", image, text), own);
  const card = marked(make("aside", "native", body), slot);
  const words = wordsFor(language);
  card.setAttribute("aria-label", slot.sponsored ? words.advertisement : words.ours);
  return card;
}

/** Return a placement's cards: one alone as a native promo, more as a list with a heading. */
function placementCards(heading, filled, prefix, around) {
  const id = (slot) => `${prefix}-${slot.position}`;
  if (filled.length === 1) return native(filled[0], id(filled[0]), around);
  const words = heading || wordsFor(around.language).more;
  const head = make("h2", "promos-heading", words);
  head.id = `${prefix}-heading`;
  const list = make("ul", "promos-list", ...filled.map((slot) => listed(slot, id(slot), around)));
  list.setAttribute("role", "list"); // Safari takes it away from a list without bullets.
  const section = make("section", "promos", head, list);
  section.setAttribute("aria-labelledby", head.id);
  return section;
}
