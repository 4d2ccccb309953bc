// "Not this one": a small button on each card inside of an element marked `dismissible`.
const DISMISSIBLE = "[dismissible], [data-dismissible]";

function offerDismissal(card) {
  if (!card.closest(DISMISSIBLE) || card.querySelector(".promo-dismiss")) return;
  const { hide } = wordsFor(languageAround(document.documentElement));
  const button = make("button", "promo-dismiss", "×");
  button.type = "button";
  button.title = hide;
  const title = card.querySelector(".promo-link")?.textContent.trim() ?? "";
  button.setAttribute("aria-label", `${hide}: ${title}`);
  button.addEventListener("click", () => dismiss(card, button));
  (card.querySelector(".native-body") ?? card).append(button);
}

function dismiss(card, button) {
  const slot = slots.get(card);
  if (slot) tell(slot, "dismissal");
  rememberDismissal(card.dataset.promo);
  const buttons = [...document.querySelectorAll(".promo-dismiss")];
  const at = buttons.indexOf(button);
  takeAway(card);
  // Whoever came by keyboard must not fall back to the top of the page.
  (buttons[at + 1] ?? buttons[at - 1])?.focus({ preventScroll: true });
}

/** What was dismissed comes no more, though the page, or the cache it lies in, does not know. */
function takeAway(card) {
  const list = card.closest(".promos");
  forget(card);
  card.remove();
  if (list && !list.querySelector("[data-promo]")) list.remove();
}
