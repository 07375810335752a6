// The page that embeds the chat (see widget.js there). Messages go to and come from exactly the origin that the
// loader named; a page that lies about its origin hears nothing, because the browser delivers by the true one.

import { LIMITS } from "./limits.js";

const params = new URLSearchParams(location.search);

/** True inside the widget's frame. */
export const embedded = params.has("embed") && parent !== window;

const named = params.get("origin") ?? "";
// Pages without an origin of their own (files, sandboxes) can only be addressed as "*"; nothing secret is sent.
const target = named === "null" ? "*" : /^https?:\/\/[^/?#]+$/.test(named) ? named : null;

/** Tells the embedding page something: `who` (tell me), `ready`, `unread`, `close`, `theme`. */
export function tell(kind, values = {}) {
  if (embedded && target) parent.postMessage({ frontdesk: kind, ...values }, target);
}

/** Who the embedding page says, signed, that the visitor is; null if it says nothing. */
export function identity() {
  return new Promise((resolve) => {
    const none = setTimeout(() => resolve(null), LIMITS.identity);
    addEventListener("message", (event) => {
      if (event.source !== parent || (target !== "*" && event.origin !== target)) return;
      if (event.data?.frontdesk !== "identity") return;
      clearTimeout(none);
      try {
        resolve(JSON.parse(event.data.identity));
      } catch {
        resolve(null);
      }
    });
    tell("who");
  });
}

/** True if the embedding page will say who the visitor is. */
export const signed = embedded && params.has("signed");

/** Hears from the embedding page whether the chat was opened (and should take the focus) or closed. */
export function listen(onOpened, onClosed) {
  if (!embedded) return;
  addEventListener("message", (event) => {
    if (event.source !== parent || (target !== "*" && event.origin !== target)) return;
    if (event.data?.frontdesk === "opened") onOpened(event.data.focus === true);
    if (event.data?.frontdesk === "closed") onClosed();
  });
}
