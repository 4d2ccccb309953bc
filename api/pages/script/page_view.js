// Which page view this is, and where Chirashi answers.
// A page that comes back from the back/forward cache is the same view: nothing in it counts twice.
const viewId = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
  byte.toString(16).padStart(2, "0"),
).join("");

const script = document.currentScript;
const home =
  baseOf(script?.dataset.base) ?? baseOf(script && new URL("..", script.src)) ?? location.origin;

/** Return an http(s) address as text, whatever was given; null if it is none. */
function webAddress(text, base) {
  try {
    const address = new URL(text, base);
    return /^https?:$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** Return an address to which a path can be added; null if there is none. */
function baseOf(text) {
  return (text && webAddress(text, document.baseURI)?.replace(/\/+$/, "")) || null;
}

const isVisible = () => document.visibilityState === "visible";
