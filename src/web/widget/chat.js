// The customer's web chat. Puts the parts together: connection ↔ log, composer, header, host page.
// Protocol: JSON frames over `/chat/{business}/ws`. What the customer sends is kept until the server accepts it;
// what the server sends is kept apart by id, so that a repeated frame changes nothing.

import { LIMITS } from "./limits.js";
import { say, override } from "./texts.js";
import { openStorage, openOutbox } from "./storage.js";
import { openConnection } from "./connection.js";
import { openLog } from "./log.js";
import { openComposer, touch } from "./composer.js";
import { embedded, identity, listen, signed, tell } from "./host.js";
import { applyTheme } from "./theme.js";
import { choices, introduce, label, logo, showBanner, showNotice, showOwner, typingNode } from "./header.js";

const $ = (id) => document.getElementById(id);
const page = document.documentElement;
const storage = openStorage(page.dataset.business);
const outbox = openOutbox(storage);

let business = {};
/** Who the site says the visitor is, signed. */
let who = null;
let owner = { owner: "assistant", name: null, asking: false };
/** Last `seq` in this page; a fresh page asks for the whole history, a reconnect for what is new. */
let last = 0;
let unread = 0;
/** When the other side last wrote here. */
let answered = 0;
let welcomed = false;
/** In a closed widget the customer sees nothing, whatever the page's own visibility says. */
let opened = true;
/** Wishes without an answer of their own, kept while the line is down. */
let wishes = [];
/** Drafts cut off by a dropped line: their rest would begin in the middle of a sentence. */
const torn = new Set();
const attempts = new Map();
const timers = { accepted: 0, typing: 0, draft: 0, asking: 0, outage: 0, sending: 0 };

const after = (name, pause, then) => {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(then, pause);
};

const log = openLog(
  { scroller: $("scroller"), list: $("log"), jump: $("jump") },
  { rate, retry, read: markRead, picture: () => logo(business), language },
);
const composer = openComposer(
  { form: $("composer"), input: $("input"), button: $("send"), counter: $("counter") },
  { send: submit, typing: () => connection.send({ type: "typing" }) },
);
const connection = openConnection({ url: socketUrl(), hello, onFrame, onState });

// What the dates are written in. Configured by hand (`en_US`, "english"): a wrong one must not stop the chat.
function language() {
  try {
    return Intl.getCanonicalLocales(page.lang.replace(/_/g, "-"))[0];
  } catch {
    return undefined;
  }
}

function socketUrl() {
  const url = new URL(`${location.pathname.replace(/\/+$/, "")}/ws`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function hello() {
  const frame = { type: "hello", session: storage.get("session"), after: last };
  return who ? { ...frame, identity: who } : frame;
}

// ---- What the server says

const FRAMES = {
  welcome: onWelcome,
  accepted: onAccepted,
  typing: onTyping,
  delta: onDelta,
  message: onMessage,
  owner: onOwner,
  error: onError,
};

function onFrame(frame) {
  const known = Object.prototype.hasOwnProperty.call(FRAMES, frame.type);
  if (known) FRAMES[frame.type](frame);
}

function onWelcome(frame) {
  const before = storage.get("session");
  if (typeof frame.session === "string") storage.set("session", frame.session);
  if (before && frame.session !== before) {
    // The server no longer knows us: what the page shows belongs to a conversation that is gone.
    for (const key of ["read", "ratings"]) storage.set(key, null);
    log.clear();
    last = 0;
  }
  dress(frame.business ?? {});
  log.dropDrafts();
  hideTyping();
  for (const item of Array.isArray(frame.messages) ? frame.messages : []) show(item, { quiet: !welcomed });
  if (frame.owner) onOwner(typeof frame.owner === "object" ? frame.owner : frame);
  if (!welcomed) {
    welcomed = true;
    log.arrange();
    for (const entry of outbox.list()) pending(entry);
    log.toEnd();
    log.announce();
  }
  tail();
  markRead();
  page.classList.add("welcomed");
}

function dress(value) {
  business = value;
  override(business.texts);
  label(business);
  introduce(business);
  showOwner(owner, business);
  composer.setMost(business.max_message_chars);
  const brand = applyTheme(business.color, business.accent);
  if (brand) tell("theme", { color: brand });
}

function onAccepted(frame) {
  outbox.settle(frame.id);
  attempts.delete(frame.id);
  log.accept(frame.id, frame.seq);
  showNotice(null);
  if (waiting().length === 0) clearTimeout(timers.accepted);
  else expectAccepted();
}

function onMessage(frame) {
  if (frame.by !== "customer") answered = Date.now();
  show(frame, { at: Date.now() });
}

function show(item, { quiet = false, at } = {}) {
  if (!item || typeof item.id !== "string") return;
  const message = { ...item, at: item.at ?? at, rating: item.rating ?? storage.get("ratings", {})[item.id] };
  if (message.by === "customer") {
    message.state = "sent";
    outbox.settle(message.id);
  } else {
    hideTyping();
    if (message.by !== "system") log.dropDrafts(message.id);
    asking(false);
  }
  if (Number.isFinite(item.seq)) last = Math.max(last, item.seq);
  const fresh = log.put(message, { quiet });
  if (fresh && message.by !== "customer" && item.seq > storage.get("read", 0) && !quiet) count();
  if (!quiet) tail();
}

function onTyping({ by }) {
  if (Date.now() - answered > LIMITS.typingLate) showTyping(by === "staff" ? "staff" : "assistant");
}

function onDelta(frame) {
  if (torn.has(frame.message)) return;
  hideTyping();
  // One reply is written at a time; a new one means that the old one was given up.
  log.dropDrafts(frame.message);
  log.extend(String(frame.message), "assistant", String(frame.text ?? ""));
  after("draft", LIMITS.draftShown, () => log.dropDrafts());
  $("tail").replaceChildren();
}

function onOwner(frame) {
  const people = frame.owner === "staff" || frame.owner === "queue";
  owner = { owner: people ? frame.owner : "assistant", name: frame.name ?? null, asking: owner.asking };
  if (people) {
    asking(false);
    log.dropDrafts();
    hideTyping();
  }
  showOwner(owner, business);
}

function onError(frame) {
  if (/session/.test(frame.code ?? "")) {
    storage.set("session", null);
    last = 0;
    connection.suspect();
    return;
  }
  asking(false);
  showNotice(typeof frame.text === "string" && frame.text ? frame.text : say("error"));
  // Without an id it is about the oldest message on the way, if one is.
  const about = waiting().find((entry) => (frame.id ? entry.id === frame.id : attempts.has(entry.id)));
  if (about) giveUp(about.id);
}

// ---- What the customer does

function submit(text) {
  const entry = outbox.add(text);
  if (!entry) {
    showNotice(say("outbox_full"));
    return false;
  }
  pending(entry);
  log.toEnd();
  tail();
  if (connection.isReady()) deliver(entry);
  return true;
}

function pending(entry) {
  const state = entry.failed ? "failed" : connection.isReady() ? null : "waiting";
  log.put({ id: entry.id, by: "customer", text: entry.text, at: entry.at, state }, { own: true });
}

const waiting = () => outbox.list().filter((entry) => !entry.failed);

function deliver(entry) {
  const tries = (attempts.get(entry.id) ?? 0) + 1;
  if (tries > LIMITS.attempts) {
    giveUp(entry.id);
    return;
  }
  if (!connection.send({ type: "message", id: entry.id, text: entry.text })) return;
  attempts.set(entry.id, tries);
  after("sending", LIMITS.quietSending, () => waiting().forEach((each) => log.setState(each.id, connection.isReady() ? "sending" : "waiting")));
  expectAccepted();
}

function expectAccepted() {
  after("accepted", LIMITS.accepted, () => waiting().length > 0 && connection.suspect());
}

function giveUp(id) {
  attempts.delete(id);
  outbox.mark(id, true);
  log.setState(id, "failed");
}

function retry(id) {
  outbox.mark(id, false);
  attempts.delete(id);
  showNotice(null);
  log.setState(id, connection.isReady() ? "sending" : "waiting");
  const entry = outbox.list().find((each) => each.id === id);
  if (entry && connection.isReady()) deliver(entry);
  composer.focus();
}

function rate(id, rating) {
  const kept = Object.entries(storage.get("ratings", {})).filter(([key]) => key !== id);
  storage.set("ratings", Object.fromEntries([...kept, [id, rating]].slice(-LIMITS.ratings)));
  wish({ type: "feedback", message: id, rating });
}

function askForPerson() {
  if ($("human").getAttribute("aria-disabled") === "true") return;
  asking(true);
  log.toEnd();
  wish({ type: "human" });
}

function asking(value) {
  if (value) after("asking", LIMITS.humanAsked, () => connection.isReady() && asking(false));
  if (owner.asking === value) return;
  owner = { ...owner, asking: value };
  showOwner(owner, business);
}

function wish(frame) {
  if (connection.send(frame)) return;
  // The last word about one message counts.
  wishes = wishes.filter((each) => each.type !== frame.type || each.message !== frame.message);
  wishes = [...wishes, frame].slice(-LIMITS.outbox);
}

function choose(text) {
  if (!submit(text)) return;
  // The button is gone: the focus needs a place.
  if (touch) $("scroller").focus({ preventScroll: true });
  else composer.focus();
}

// ---- The line

function onState(state) {
  page.dataset.line = state;
  if (state === "ready") {
    clearTimeout(timers.outage);
    timers.outage = 0;
    showBanner(null);
    wishes.splice(0).forEach((frame) => connection.send(frame));
    waiting().forEach(deliver);
    return;
  }
  if (state === "connecting") {
    if (!timers.outage) outage();
    return;
  }
  clearTimeout(timers.accepted);
  hideTyping();
  log.dropDrafts().forEach((id) => torn.add(id));
  waiting().forEach((entry) => log.setState(entry.id, "waiting"));
  if (state === "refused") showBanner(say("refused"), connection.restart);
  else if (!navigator.onLine) showBanner(say("offline"));
  else if (!timers.outage) outage();
}

function outage() {
  after("outage", LIMITS.quietOutage, () => {
    if (connection.isReady()) return;
    showBanner(say(navigator.onLine ? (welcomed ? "reconnecting" : "connecting") : "offline"));
  });
}

// ---- What stands under the messages: starters, quick replies, typing

function tail() {
  const node = $("tail");
  if (node.querySelector(".typing")) return;
  const follow = log.nearEnd();
  const item = log.last();
  const begun = log.anyOf((each) => each.by === "customer");
  const offer = begun ? (item && item.by !== "customer" && !item.draft ? choices(item.actions, false, choose) : null)
    : choices(item?.actions, false, choose) ?? choices(business.starters, true, choose);
  node.replaceChildren(...(offer ? [offer] : []));
  if (follow && begun) log.toNews();
}

function showTyping(by) {
  const follow = log.nearEnd();
  $("tail").replaceChildren(typingNode(by, by === "staff" ? owner.name : null));
  if (follow) log.toEnd();
  after("typing", LIMITS.typingShown, hideTyping);
}

function hideTyping() {
  clearTimeout(timers.typing);
  if (!$("tail").querySelector(".typing")) return;
  $("tail").replaceChildren();
  tail();
}

// ---- Read and unread

const seen = () => opened && !document.hidden;

function count() {
  if (seen()) markRead();
  else showUnread(unread + 1);
}

function markRead() {
  if (!seen()) return;
  if (last > storage.get("read", 0)) storage.set("read", last);
  showUnread(0);
}

function showUnread(value) {
  unread = value;
  tell("unread", { count: value });
  if (embedded) return;
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = value > 0 ? `(${value}) ${title}` : title;
}

// ---- The page around

function onKey(event) {
  if (event.key !== "Escape" || event.isComposing) return;
  const quote = document.querySelector(".quote:not([hidden])");
  if (quote) quote.dispatchEvent(new Event("frontdesk-close"));
  else tell("close");
}

// iOS lays the keyboard over the page instead of shrinking it.
function fitKeyboard() {
  if (embedded || !window.visualViewport) return;
  const fit = () => page.style.setProperty("--view", `${Math.round(visualViewport.height * visualViewport.scale)}px`);
  visualViewport.addEventListener("resize", fit);
  fit();
}

function recognise(value) {
  if (!value || typeof value !== "object") return;
  who = value;
  storage.of(String(value.email || value.phone || ""));
}

function begin() {
  connection.open();
  tell("ready");
}

function start() {
  page.lang = language() ?? "en";
  page.dir = /^(ar|fa|he|iw|ps|ur|yi|ug|sd|dv)(?![a-z])/i.test(page.lang) ? "rtl" : "ltr";
  page.classList.toggle("embedded", embedded);
  $("close").hidden = !embedded;
  $("close").addEventListener("click", () => tell("close"));
  $("human").addEventListener("click", askForPerson);
  document.addEventListener("keydown", onKey);
  document.addEventListener("visibilitychange", () => seen() && markRead());
  listen(
    (focus) => {
      opened = true;
      if (seen()) markRead();
      if (focus && touch) $("title").focus({ preventScroll: true });
      else if (focus) composer.focus();
    },
    () => (opened = false),
  );
  fitKeyboard();
  dress({});
  $("intro").hidden = true;
  composer.refresh();
  if (signed) identity().then(recognise).then(begin);
  else begin();
  // In somebody else's frame the focus is theirs to give.
  if (parent === window && !touch) composer.focus();
}

start();
