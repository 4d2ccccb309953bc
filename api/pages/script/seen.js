// What this browser has viewed: kept here, in the reader's own storage, and nowhere else.
// One entry a sighting, as the rule "maximum_seen" counts them. Global Privacy Control ends it.
const SEEN = "chirashi-seen";
const MOST_SEEN = 200;
const SEEN_FOR_MS = 30 * 86_400_000;
const isPrivate = () => navigator.globalPrivacyControl === true;

/** Return the sightings kept, oldest first: [promo, Unix ms]. */
function sightings() {
  try {
    if (isPrivate()) {
      localStorage.removeItem(SEEN);
      return [];
    }
    const now = Date.now();
    const kept = JSON.parse(localStorage.getItem(SEEN) ?? "[]").filter(
      ([promo, at]) =>
        typeof promo === "string" && promo.length <= 200 && now - SEEN_FOR_MS < at && at <= now,
    );
    return kept.slice(-MOST_SEEN);
  } catch {
    return []; // Storage is off, full, or somebody else wrote into it.
  }
}

function remember(promo) {
  const kept = sightings();
  if (!promo || isPrivate()) return;
  kept.push([promo, Date.now()]);
  try {
    localStorage.setItem(SEEN, JSON.stringify(kept.slice(-MOST_SEEN)));
  } catch {
    // Without storage the reader is not remembered: no reason to fail the page.
  }
}

/** Return what an ask tells as `reader.seen`. */
function seenForAsk() {
  return sightings().map(([promo, at]) => ({ promo, at: new Date(at).toISOString() }));
}
