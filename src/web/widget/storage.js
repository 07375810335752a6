// What the browser remembers of one business: the session token, what was read, thumbs, and the outbox of
// unsent messages. Falls back to the page's memory where the browser allows no storage.
// The conversation itself is never stored: the server sends it again.

import { LIMITS } from "./limits.js";

/**
 * Values by key, as JSON, under one business: `get(key, otherwise)`, `set(key, value)`; null forgets. `of(person)` keeps apart
 * what is remembered of each person whom the site names, so that two who use one browser stay two.
 */
export function openStorage(business) {
  let prefix = `frontdesk:${business}:`;
  const memory = new Map();
  return {
    get(key, otherwise = null) {
      if (memory.has(key)) return memory.get(key) ?? otherwise;
      try {
        return JSON.parse(localStorage.getItem(prefix + key)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem(prefix + key);
        else localStorage.setItem(prefix + key, JSON.stringify(value));
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
    of(person) {
      // FNV-1a: who it is need not be readable there.
      let hash = 0x811c9dc5;
      for (const char of person) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0;
      prefix = `frontdesk:${business}:${hash.toString(16)}:`;
    },
  };
}

/**
 * Messages that the server has not accepted yet, oldest first. Always read afresh, because another tab of the
 * same customer may have changed it. Sending one twice is harmless: its id makes it one message.
 */
export function openOutbox(storage) {
  const list = () => {
    const kept = storage.get("outbox", []);
    return Array.isArray(kept) ? kept.filter((entry) => entry && typeof entry.id === "string") : [];
  };
  return {
    list,
    /** Keeps a new message and returns it, or null when the outbox is full. */
    add(text) {
      const entries = list();
      if (entries.length >= LIMITS.outbox) return null;
      const entry = { id: newId(), text, at: Date.now() };
      storage.set("outbox", [...entries, entry]);
      return entry;
    },
    /** The server has it. */
    settle(id) {
      const rest = list().filter((entry) => entry.id !== id);
      storage.set("outbox", rest.length > 0 ? rest : null);
    },
    /** Sets or takes away the mark of a message that waits for the customer's word before it is sent again. */
    mark(id, failed) {
      storage.set("outbox", list().map((entry) => (entry.id === id ? { ...entry, failed } : entry)));
    },
  };
}

// `randomUUID` exists on secure pages only; a development page without TLS still needs ids.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
