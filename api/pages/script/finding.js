// Finds the slots: those of <promo-slots>, those the server rendered, those that come later.
function findSlots(root) {
  const cards = [...root.querySelectorAll(CARD)];
  if (root.matches?.(CARD)) cards.push(root);
  for (const card of cards) {
    if (dismissed.has(card.dataset.promo)) {
      takeAway(card);
      continue;
    }
    measure(card);
    offerDismissal(card);
  }
  prepareLinks(root);
}

function begin() {
  findSlots(document.documentElement);
  const later = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") forget(target); // Another slot stands in the same element.
      const nodes = type === "attributes" ? [target] : addedNodes;
      for (const node of nodes) if (node instanceof Element) findSlots(node);
    }
  });
  const whatMatters = { childList: true, subtree: true, attributeFilter: ["data-token"] };
  later.observe(document.documentElement, whatMatters);
}

keptAs(SEEN); // What was kept is forgotten as soon as the reader asks for privacy.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
customElements.define("promo-slots", PromoSlots);
