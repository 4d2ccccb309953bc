// Finds the slots: those of <promo-slots>, those the server rendered, those that come later.
function findSlots(root) {
  const cards = [...root.querySelectorAll(CARD)];
  if (root.matches?.(CARD)) cards.push(root);
  for (const card of cards) {
    measure(card);
    offerDismissal(card);
  }
  prepareLinks(root);
}

function begin() {
  findSlots(document.documentElement);
  const later = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof Element) findSlots(node);
    }
  });
  later.observe(document.documentElement, { childList: true, subtree: true });
}

sightings(); // What was kept is forgotten as soon as the reader asks for privacy.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
customElements.define("promo-slots", PromoSlots);
