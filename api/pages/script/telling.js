// Events go in batches: a moment after the first, when the page is left, and at each click.
// As text/plain they need no preflight. What fails is sent once more, then kept for the next batch.
const PATIENCE_MS = 2_000;
const RETRY_MS = 5_000;
const MOST_KEPT = 300;
const MOST_AT_ONCE = 100; // About 21 kB: a browser sends at most 64 kB after a page is left.

class Teller {
  #address;
  #kept = [];
  #timer = 0;
  #hasRetried = false;

  constructor(base) {
    this.#address = `${base}/v1/events`;
  }

  add(token, event) {
    this.#kept.push({ token, event, view_id: viewId, at: new Date().toISOString() });
    this.#kept.splice(0, this.#kept.length - MOST_KEPT);
    this.#sendIn(PATIENCE_MS);
  }

  /** Send and learn what became of it. */
  send() {
    for (const batch of this.#batches()) this.#post(batch);
  }

  /** Send without an answer: a page that waits for one may be kept out of the bfcache. */
  sendAndLeave() {
    for (const batch of this.#batches()) {
      if (!navigator.sendBeacon?.(this.#address, JSON.stringify(batch))) this.#post(batch);
    }
  }

  #sendIn(milliseconds) {
    this.#timer ||= setTimeout(() => this.send(), milliseconds);
  }

  *#batches() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const all = this.#kept.splice(0);
    while (all.length) yield all.splice(0, MOST_AT_ONCE);
  }

  async #post(batch) {
    let isServed = false;
    try {
      const body = JSON.stringify(batch);
      const wire = { method: "POST", body, keepalive: true, credentials: "omit" };
      const answer = await fetch(this.#address, wire);
      isServed = answer.status < 500; // What is refused would be refused again.
    } catch {
      // Nobody answers: as with 503.
    }
    if (isServed) this.#hasRetried = false;
    else this.#keep(batch);
  }

  #keep(batch) {
    this.#kept.unshift(...batch);
    this.#kept.splice(0, this.#kept.length - MOST_KEPT);
    if (!this.#hasRetried) this.#sendIn(RETRY_MS);
    this.#hasRetried = true;
  }
}

const tellers = new Map();

function tellerOf(base) {
  if (!tellers.has(base)) tellers.set(base, new Teller(base));
  return tellers.get(base);
}

addEventListener("pagehide", () => tellers.forEach((teller) => teller.sendAndLeave()));
document.addEventListener("visibilitychange", () => {
  if (!isVisible()) tellers.forEach((teller) => teller.send());
});
