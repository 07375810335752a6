// The list of messages: order, duplicates, drafts, grouping, days, and keeping the end in sight.
// Order is the server's `seq`; what has none yet (drafts, unsent) stands at the end in the order of arrival.

import { LIMITS } from "./limits.js";
import { dayOf } from "./dates.js";
import { el, icon, spoken } from "./dom.js";
import { renderMessage, speaker, updateDraft } from "./message.js";
import { say } from "./texts.js";

/** `parts`: the nodes `scroller`, `list`, `jump`. `hooks`: those of `renderMessage` and `read()`: the end came into sight. */
export function openLog(parts, hooks) {
  const { scroller, list, jump } = parts;
  const entries = [];
  let arrivals = 0;
  let missed = 0;
  let frame = 0;

  const find = (id) => entries.find((entry) => entry.item.id === id);
  const rank = (entry) => entry.item.seq ?? Infinity;
  const nearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < LIMITS.nearEnd;

  /**
   * Adds a message or brings it up to date; true if the customer sees something new. `quiet`: one of many, the
   * caller ends with `arrange` and `toEnd`. `own`: the customer's, the log goes to its end.
   */
  function put(item, { quiet = false, own = false } = {}) {
    const follow = !quiet && (own || nearEnd());
    // The server may know the customer's message by another id than this page: its place tells.
    const known = find(item.id) ?? entries.find((entry) => same(entry.item, item));
    if (known && !known.item.draft) {
      refresh(known, item, quiet);
      return false;
    }
    const view = renderMessage(item, hooks);
    // The end of a draft is news only for those who have not seen its beginning.
    const news = !quiet && !own && item.by !== "customer" && (!known || below(known.view.node));
    if (known) {
      known.view.node.replaceWith(view.node);
      Object.assign(known, { item, view });
      move(known);
    } else {
      if (!quiet) view.node.classList.add("fresh");
      place({ item, view, arrival: (arrivals += 1) });
    }
    trim();
    if (!quiet) settle(follow, news);
    return true;
  }

  const below = (node) => node.getBoundingClientRect().top > scroller.getBoundingClientRect().bottom;

  function same(shown, item) {
    return item.by === "customer" && shown.by === "customer" && Number.isFinite(item.seq) && shown.seq === item.seq;
  }

  function refresh(entry, item, quiet = false) {
    const moved = Number.isFinite(item.seq) && item.seq !== entry.item.seq;
    if (moved) entry.item.seq = item.seq;
    if (item.state) setState(entry.item.id, item.state);
    if (moved) move(entry);
    if (!quiet) arrange();
  }

  function move(entry) {
    entries.splice(entries.indexOf(entry), 1);
    place(entry);
  }

  function place(entry) {
    let at = entries.length;
    while (at > 0 && after(entries[at - 1], entry)) at -= 1;
    const next = entries[at];
    entries.splice(at, 0, entry);
    // Touching the page only when the order really changes: a moved node is read out again.
    const before = next ? next.view.node : null;
    if (entry.view.node.parentNode !== list || entry.view.node.nextSibling !== before) {
      list.insertBefore(entry.view.node, before);
    }
  }

  function after(a, b) {
    return rank(a) === rank(b) ? a.arrival > b.arrival : rank(a) > rank(b);
  }

  function remove(id) {
    const entry = find(id);
    if (!entry) return;
    entries.splice(entries.indexOf(entry), 1);
    entry.view.node.remove();
    arrange();
  }

  function trim() {
    for (const entry of entries.splice(0, Math.max(0, entries.length - LIMITS.shown))) entry.view.node.remove();
  }

  /** The server accepted a message: it gets its place. A copy that came by another way is dropped. */
  function accept(id, seq) {
    const entry = find(id);
    const copy = entries.find((each) => each !== entry && same(each.item, { by: "customer", seq }));
    if (!entry) return;
    if (copy) remove(copy.item.id);
    refresh(entry, { seq, state: "sent" });
  }

  function setState(id, state) {
    const entry = find(id);
    if (!entry || entry.item.state === state) return;
    entry.item.state = state;
    entry.view.setState(state);
    arrange();
  }

  /** More of a reply that is being written. */
  function extend(id, by, text) {
    const known = find(id);
    if (known && !known.item.draft) return;
    if (!known) put({ id, by, text, draft: true });
    else known.item.text += text;
    if (!frame) frame = requestAnimationFrame(paint);
  }

  function paint() {
    frame = 0;
    const follow = nearEnd();
    for (const entry of entries) {
      if (entry.item.draft) updateDraft(entry.view, entry.item.text);
    }
    if (follow) toNews();
  }

  function dropDrafts(except) {
    const ids = entries.filter((entry) => entry.item.draft && entry.item.id !== except).map((entry) => entry.item.id);
    ids.forEach(remove);
    return ids;
  }

  // Names, corners and days depend on the neighbours.
  function arrange() {
    let day = null;
    let latest = null;
    for (const entry of entries) if (entry.item.by === "customer") latest = entry;
    entries.forEach((entry, index) => {
      const { item } = entry;
      const today = dayOf(item.at, hooks.language());
      const first = !together(entries[index - 1], entry) || (today && today !== day);
      const last = !together(entry, entries[index + 1]);
      entry.view.setPlace({ first, last, latest: entry === latest, dayLabel: today && today !== day ? today : null });
      if (today) day = today;
    });
    list.classList.toggle("empty", entries.length === 0);
  }

  function settle(follow, counts) {
    arrange();
    if (follow) toNews();
    else if (counts) missed += 1;
    showJump();
  }

  // Follows what comes in, but never so far that the beginning of a long reply leaves the page unread.
  function toNews() {
    const entry = entries[entries.length - 1];
    const top = entry ? entry.view.node.offsetTop - scroller.offsetTop - 8 : Infinity;
    if (!entry || entry.item.by === "customer" || scroller.scrollHeight - top <= scroller.clientHeight + LIMITS.slack) toEnd();
    else scroller.scrollTop = top;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    missed = 0;
    showJump();
  }

  function showJump() {
    const away = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    jump.hidden = away < LIMITS.nearEnd || (missed === 0 && away < 320);
    if (jump.hidden) return;
    const text = missed === 0 ? null : missed === 1 ? say("new_message") : say("new_messages", { count: missed });
    jump.replaceChildren(icon("bottom"), text ? el("span", {}, text) : spoken(say("to_end")));
    jump.classList.toggle("news", missed > 0);
  }

  scroller.addEventListener("scroll", () => {
    if (nearEnd()) {
      missed = 0;
      hooks.read();
    }
    showJump();
  }, { passive: true });
  jump.addEventListener("click", () => {
    toEnd();
    scroller.focus({ preventScroll: true });
  });
  // A keyboard on the screen or a growing field must not hide the end that was in sight.
  let height = scroller.clientHeight;
  new ResizeObserver(() => {
    const lost = height - scroller.clientHeight;
    height = scroller.clientHeight;
    if (lost > 0 && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < LIMITS.nearEnd + lost) toEnd();
  }).observe(scroller);

  return {
    put,
    arrange,
    accept,
    remove,
    setState,
    extend,
    dropDrafts,
    toEnd,
    toNews,
    nearEnd,
    has: (id) => Boolean(find(id)),
    last: () => entries[entries.length - 1]?.item ?? null,
    anyOf: (test) => entries.some((entry) => test(entry.item)),
    clear: () => entries.map((entry) => entry.item.id).forEach(remove),
    /** From now on new messages are read out. */
    announce: () => requestAnimationFrame(() => list.setAttribute("aria-live", "polite")),
  };
}

function together(a, b) {
  if (!a || !b || a.item.by !== b.item.by || speaker(a.item) !== speaker(b.item)) return false;
  if (!Number.isFinite(a.item.at) || !Number.isFinite(b.item.at)) return true;
  return Math.abs(b.item.at - a.item.at) < LIMITS.groupWithin;
}
