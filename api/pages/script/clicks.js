// Links lead straight to the promo, so that they work while Chirashi does not; a beacon tells the
// click. A link that leads through /v1/click/ (the page did not say where to) tells its own click,
// and learns the view it belongs to. A context menu is no click: nobody knows what is chosen in it.
const CLICK_LINK = 'a[href*="/v1/click/"]';
const MIDDLE = 1;

function prepareLinks(root) {
  for (const link of root.querySelectorAll(CLICK_LINK)) {
    const direct = slots.get(link.closest(CARD))?.url;
    if (direct) {
      link.href = direct;
    } else if (webAddress(link.href)) {
      const address = new URL(link.href);
      address.searchParams.set("v", viewId);
      link.href = address.href;
    }
  }
}

/** Count what a person did, with the mouse, a finger or the keyboard; not what a script did. */
function followed(event) {
  if (!event.isTrusted || (event.type === "auxclick" && event.button !== MIDDLE)) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const slot = link && slots.get(link.closest(CARD));
  if (!slot || link.href !== slot.url) return;
  tell(slot, "click");
  tellerOf(slot.base).sendAndLeave();
}

// Before anybody else's listener: a page that stops the event does not stop the link.
addEventListener("click", followed, true);
addEventListener("auxclick", followed, true);
