// What this browser has viewed and dismissed: kept here, in the reader's own storage, and nowhere
// else. Of a view one entry a sighting, as the rule "maximum_seen" counts them. Global Privacy
// Control ends it.
const SEEN = "chirashi-seen";
const DISMISSED = "chirashi-dismissed";
const MOST_SEEN = 200; // Dismissals among them, of which there are half as many at most.
const SEEN_FOR_MS = 30 * 86_400_000;
const isPrivate = () => navigator.globalPrivacyControl === true;

/** Return what is kept under a name, oldest first: [promo, Unix ms]. */
function keptAs(name) {
  try {
    if (isPrivate()) {
      localStorage.removeItem(name);
      return [];
    }
    const now = Date.now();
    const kept = JSON.parse(localStorage.getItem(name) ?? "[]").filter(
      ([promo, at]) =>
        typeof promo === "string" && promo.length <= 200 && now - SEEN_FOR_MS < at && at <= now,
    );
    return kept.slice(-MOST_SEEN);
  } catch {
    return []; // Storage is off, full, or somebody else wrote into it.
  }
}

function remember(promo, name = SEEN, most = MOST_SEEN) {
  const kept = keptAs(name);
  if (!promo || isPrivate()) return;
  kept.push([promo, Date.now()]);
  try {
    localStorage.setItem(name, JSON.stringify(kept.slice(-most)));
  } catch {
    // Without storage the reader is not remembered: no reason to fail the page.
  }
}

function rememberDismissal(promo) {
  dismissed.add(promo);
  remember(promo, DISMISSED, MOST_SEEN / 2);
}

// Read once: cards come by the dozen.
const dismissed = new Set(keptAs(DISMISSED).map(([promo]) => promo));

/** Return what an ask tells as `reader.seen`. */
function seenForAsk() {
  const asTold = ([promo, at]) => ({ promo, at: new Date(at).toISOString() });
  const gone = keptAs(DISMISSED).map((one) => ({ ...asTold(one), dismissed: true }));
  return [...gone, ...keptAs(SEEN).map(asTold).slice(gone.length - MOST_SEEN)];
}
