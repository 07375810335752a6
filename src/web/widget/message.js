// One message → its nodes: bubble, sources, time, thumbs. Built once when the message is final; `setState` and
// `setPlace` change what can change afterwards, so that screen readers hear each message once.

import { fullTime, moment, timeOf } from "./dates.js";
import { el, icon, initial, link, spoken, webUrl } from "./dom.js";
import { markdown, unfinished } from "./markdown.js";
import { say } from "./texts.js";

let quotes = 0;

/**
 * `item` is `{id, by, name, text, citations, at, state, rating, draft}`. `hooks`: `rate(id, rating)`,
 * `retry(id)`, `picture()` (the business's picture or null), `language()`.
 * Gives `{node, setState, setPlace}`.
 */
export function renderMessage(item, hooks) {
  const state = el("span", { class: "state" });
  const day = el("div", { class: "day", hidden: true });
  const who = el("div", { class: "who", dir: "auto", "aria-hidden": "true" }, speaker(item));
  const bubble = el("div", { class: "bubble", dir: "auto" });
  const stack = el("div", { class: "stack" }, who, bubble);
  fill(item, bubble, stack);
  const meta = el("div", { class: "meta" }, time(item, hooks), state);
  if (item.by === "assistant" && !item.draft) meta.append(thumbs(item, hooks));
  if (!item.draft) stack.append(meta);
  const row = el("div", { class: "row" }, face(item, hooks), stack);
  const node = el("div", { class: `message ${item.by}${item.draft ? " draft" : ""}` }, day, row);
  if (item.draft) {
    // Read out when it is finished, not word by word.
    node.setAttribute("aria-live", "off");
    node.setAttribute("aria-busy", "true");
  }
  const view = {
    node,
    setState: (value) => showState(state, value, item, hooks),
    setPlace({ first, last, latest, dayLabel }) {
      node.classList.toggle("first", first);
      node.classList.toggle("last", last);
      node.classList.toggle("latest", latest);
      day.hidden = !dayLabel;
      day.textContent = dayLabel ?? "";
    },
  };
  view.setState(item.state);
  return view;
}

/** The name that stands over a message. */
export function speaker(item) {
  if (item.name) return item.name;
  return { customer: say("you"), assistant: say("assistant"), staff: say("staff") }[item.by] ?? say("system");
}

/** Writes a draft's text so far into its node. */
export function updateDraft(view, text) {
  view.node.querySelector(".bubble").replaceChildren(unfinished(text));
}

function fill(item, bubble, stack) {
  bubble.append(spoken(`${speaker(item)}: `));
  if (item.by === "customer") {
    bubble.append(el("p", { class: "typed" }, item.text));
    return;
  }
  const sources = citations(item);
  bubble.append(markdown(item.text, (n) => sources.mark(n)));
  stack.append(...sources.nodes);
}

function face(item, hooks) {
  if (item.by === "customer" || item.by === "system") return null;
  const node = el("span", { class: `avatar avatar-${item.by}`, "aria-hidden": "true" });
  const picture = item.by === "assistant" ? hooks.picture() : null;
  if (picture) portrait(node, picture, () => node.append(icon("spark")));
  else node.append(item.by === "assistant" ? icon("spark") : initial(speaker(item)));
  return node;
}

/** Puts a picture into an avatar; what it shows instead if the picture cannot be had is the caller's. */
export function portrait(node, src, otherwise) {
  const image = el("img", { alt: "", src, decoding: "async", referrerPolicy: "no-referrer" });
  image.addEventListener("error", () => {
    image.remove();
    otherwise();
  });
  node.append(image);
}

function time(item, hooks) {
  const at = moment(item.at);
  if (!at) return null;
  const language = hooks.language();
  return el("time", { datetime: at.toISOString(), title: fullTime(at, language) }, timeOf(at, language));
}

function showState(node, value, item, hooks) {
  node.className = `state ${value ?? ""}`;
  node.replaceChildren();
  if (value === "sending") node.append(say("sending"));
  if (value === "waiting") node.append(say("waiting"));
  if (value === "sent") node.append(icon("check"), say("sent"));
  if (value === "failed") {
    node.append(icon("alert"), say("failed"));
    node.append(el("button", { type: "button", class: "retry", onclick: () => hooks.retry(item.id) }, say("retry")));
  }
}

function thumbs(item, hooks) {
  const thanks = el("span", { class: "thanks", role: "status" });
  const button = (rating, label, name) =>
    el("button", { type: "button", class: "thumb", title: say(label), "aria-label": say(label), onclick: () => choose(rating) }, icon(name));
  const up = button("up", "helpful", "up");
  const down = button("down", "unhelpful", "down");
  const show = (rating) => {
    up.setAttribute("aria-pressed", String(rating === "up"));
    down.setAttribute("aria-pressed", String(rating === "down"));
  };
  const choose = (rating) => {
    show(rating);
    thanks.textContent = say("thanks");
    hooks.rate(item.id, rating);
  };
  show(item.rating);
  return el("span", { class: "thumbs" }, up, down, thanks);
}

// The numbered buttons and the panel they share: one source open at a time.
function citations(item) {
  const list = (Array.isArray(item.citations) ? item.citations : []).filter((entry) => entry && Number.isInteger(entry.n));
  if (list.length === 0) return { nodes: [], mark: () => null };
  quotes += 1;
  const panel = el("div", { class: "quote", id: `quote-${quotes}`, hidden: true, dir: "auto" });
  const buttons = [];
  let opener = null;

  const show = (entry, button) => {
    const closing = button === null || button === opener;
    opener = closing ? null : button;
    panel.hidden = closing;
    panel.replaceChildren(...(closing ? [] : quoteNodes(entry, close)));
    for (const each of buttons) each.node.setAttribute("aria-expanded", String(!closing && each.n === entry.n));
    if (!closing) panel.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    const back = opener;
    show(null, null);
    if (back) back.focus();
  };
  const control = (entry, kind, ...children) => {
    const node = el("button", { type: "button", class: kind, "aria-expanded": "false", "aria-controls": panel.id }, ...children);
    node.addEventListener("click", () => show(entry, node));
    buttons.push({ n: entry.n, node });
    return node;
  };
  const mark = (n) => {
    const entry = list.find((each) => each.n === n);
    if (!entry) return null;
    const node = control(entry, "mark", String(n));
    node.setAttribute("aria-label", say("citation", { n, title: titleOf(entry) }));
    return node;
  };
  const chips = el("div", { class: "sources", role: "group", "aria-label": say("sources") });
  for (const entry of list) {
    const title = el("span", { class: "chip-title", dir: "auto" }, titleOf(entry));
    chips.append(control(entry, "chip", el("span", { class: "number" }, String(entry.n)), " ", title));
  }
  panel.addEventListener("frontdesk-close", close);
  return { nodes: [chips, panel], mark };
}

const titleOf = (entry) => (entry.title ? String(entry.title) : say("source_untitled"));

function quoteNodes(entry, close) {
  const href = webUrl(entry.source);
  const head = el("div", { class: "quote-head" },
    el("strong", { dir: "auto" }, titleOf(entry)),
    el("button", { type: "button", class: "round", "aria-label": say("close_source"), onclick: close }, icon("close")));
  const nodes = [head];
  if (entry.quote) nodes.push(el("blockquote", { dir: "auto" }, String(entry.quote)));
  if (href) nodes.push(el("p", { class: "quote-source" }, link(href, say("open_source"), spoken(` (${say("new_tab")})`), icon("out"))));
  else if (entry.source) nodes.push(el("p", { class: "quote-source plain", dir: "auto" }, String(entry.source)));
  return nodes;
}
