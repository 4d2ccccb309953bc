// <promo-slots site article placement [count] [base] [mode] [dismissible]>
// All of a page's elements that ask about the same article ask together, in their order: one
// decision, in which no promo stands twice. What the element held before stays if nothing comes.
const MOST_PLACEMENTS = 20;
const waiting = new Set();
let made = 0;

class PromoSlots extends HTMLElement {
  static observedAttributes = ["site", "article", "placement", "count", "base", "mode"];
  #asked = "";
  #prefix = `promo-slots-${++made}`;

  connectedCallback() {
    wait(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) wait(this);
  }

  get base() {
    return baseOf(this.getAttribute("base")) ?? home;
  }

  /** What stands in the attributes, as one text. */
  get question() {
    return JSON.stringify(PromoSlots.observedAttributes.map((name) => this.getAttribute(name)));
  }

  /** Whether there is something to ask that was not asked yet; moving an element asks nothing. */
  begin() {
    const isNew = this.isConnected && this.question !== this.#asked;
    this.#asked = this.question;
    return isNew && ["site", "article", "placement"].every((name) => this.getAttribute(name));
  }

  show({ heading, slots: answered }) {
    const filled = answered
      .map((slot) => ({ ...slot, url: webAddress(slot.url) }))
      .filter((slot) => slot.url);
    this.dataset.filled = filled.length;
    if (!filled.length) return;
    const around = { base: this.base, language: languageAround(this) };
    this.replaceChildren(placementCards(heading, filled, this.#prefix, around));
    findSlots(this);
  }
}

function wait(element) {
  if (!waiting.size) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", askAll);
    else queueMicrotask(askAll);
  }
  waiting.add(element);
}

function askAll() {
  const elements = [...waiting].sort((one, other) =>
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  waiting.clear();
  for (const page of pagesOf(elements.filter((element) => element.begin()))) ask(page);
}

/** Group elements by what they ask about; a placement is asked for only once in a group. */
function pagesOf(elements) {
  const pages = [];
  for (const element of elements) {
    const wanted = wantedBy(element);
    let page = pages.find((one) => one.about === wanted.about && hasRoomFor(wanted, one));
    if (!page) pages.push((page = { ...wanted, wanted: [] }));
    page.wanted.push(wanted);
  }
  return pages;
}

function wantedBy(element) {
  const names = ["site", "article", "placement", "mode"];
  const [site, article, placement, mode] = names.map((name) => element.getAttribute(name));
  const { base, question } = element;
  const count = Number(element.getAttribute("count")) || undefined;
  // In an address counts follow the placements one by one: there all have one, or none.
  const about = JSON.stringify([base, site, article, mode, mode === "cached" && !count]);
  return { element, question, about, base, site, article, placement, mode, count };
}

function hasRoomFor({ placement }, { wanted }) {
  return wanted.length < MOST_PLACEMENTS && !wanted.some((one) => one.placement === placement);
}

async function ask(page) {
  try {
    const answer = await (page.mode === "cached" ? askCached(page) : askPerView(page));
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.detail);
    for (const { element, question, placement } of page.wanted) {
      if (element.isConnected && element.question === question) {
        element.show(content.placements[placement]);
      }
    }
  } catch (error) {
    console.warn(`promo-slots: ${error.message}`);
  }
}

function askPerView({ base, site, article, wanted }) {
  const placements = wanted.map(({ placement, count }) => ({ id: placement, count }));
  const body = JSON.stringify({ site, article, placements, reader: { seen: seenForAsk() } });
  // As text, which needs no preflight.
  return fetch(`${base}/v1/slots`, { method: "POST", body, credentials: "omit" });
}

function askCached({ base, site, article, wanted }) {
  const query = new URLSearchParams({ site, article });
  for (const { placement } of wanted) query.append("placement", placement);
  for (const { count } of wanted) if (count) query.append("count", count);
  return fetch(`${base}/v1/slots?${query}`, { credentials: "omit" });
}
