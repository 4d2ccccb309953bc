// Impressions and views, by the rules of the Media Rating Council.
// Impression: the card has a box, in a page that is shown (not in a tab behind, nor prerendered).
// View: half of its pixels (30 % of a card from 242,500 px²) for one second without a break, in the
// tab that is shown. The window need not have the focus: what stands beside it is seen too.
const CARD = "[data-promo][data-token]";
const VIEW_MS = 1_000;
const HALF = 0.5;
const OF_LARGE = 0.3;
const LARGE_PX2 = 242_500;

const slots = new Map(); // By element: what is known of the slot that stands there.
const told = new Set(); // Each event of a token is told once a page view, wherever its card moves.

function tell(slot, event) {
  const once = `${event} ${slot.token}`;
  if (told.has(once)) return;
  told.add(once);
  tellerOf(slot.base).add(slot.token, event);
}

function measure(card) {
  if (slots.has(card)) return;
  const { token, promo, url } = card.dataset;
  const base = card.closest("promo-slots")?.base ?? home;
  const seen = { hasBox: false, isEnough: false, timer: 0 };
  slots.set(card, { token, promo, base, url: webAddress(url), ...seen });
  sizes.observe(card); // Which has it looked at, too.
}

function forget(card) {
  clearTimeout(slots.get(card)?.timer);
  slots.delete(card);
  eyes.unobserve(card);
  sizes.unobserve(card);
}

function look(entries) {
  for (const { target, boundingClientRect: box, isIntersecting, intersectionRatio } of entries) {
    const slot = slots.get(target);
    if (!slot) continue;
    const area = box.width * box.height;
    slot.hasBox ||= area > 0;
    const share = area < LARGE_PX2 ? HALF : OF_LARGE;
    slot.isEnough = area > 0 && isIntersecting && intersectionRatio >= share;
    judge(slot);
  }
}

function judge(slot) {
  if (isVisible() && slot.hasBox) tell(slot, "impression");
  if (!isVisible() || !slot.isEnough) {
    clearTimeout(slot.timer);
    slot.timer = 0;
  } else if (!slot.timer) {
    const timer = setTimeout(() => {
      look(eyes.takeRecords()); // On a busy page the card may have left already.
      if (slot.timer === timer) viewed(slot);
    }, VIEW_MS);
    slot.timer = timer;
  }
}

/** The timer stays set: the second is over, and is not begun again. */
function viewed(slot) {
  if (!told.has(`view ${slot.token}`)) remember(slot.promo);
  tell(slot, "view");
}

function judgeAll() {
  for (const [card, slot] of slots) {
    if (card.isConnected) judge(slot);
    else forget(card);
  }
}

const eyes = new IntersectionObserver(look, { threshold: [0, OF_LARGE, HALF] });
// A card that grows may come to be large, or to have a box at all, and cross no threshold by that.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    eyes.unobserve(target);
    if (slots.has(target)) eyes.observe(target);
  }
});
document.addEventListener("visibilitychange", judgeAll);
