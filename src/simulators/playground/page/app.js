// The page as a whole: the stream of events, the tabs of small screens, the steps.

import { byId } from "/playground/dom.js";
import { Phone } from "/playground/phone.js";
import { Steps } from "/playground/steps.js";
import { Telegram } from "/playground/telegram.js";

const tabs = [...byId("tabs").querySelectorAll("button")];
const small = matchMedia("(max-width: 56.2rem)");

/** Brings a device to the front where only one is shown. */
function show(id) {
  byId("devices").dataset.shown = id;
  for (const tab of tabs) {
    if (tab.getAttribute("aria-controls") === id) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  count(id, 0);
  const log = byId(`${id}-log`);
  if (log) log.scrollTop = log.scrollHeight;
}

/** The number of unseen messages on a tab. */
function count(id, unread) {
  const badge = tabs.find((tab) => tab.getAttribute("aria-controls") === id).querySelector(".badge");
  if (!badge) return;
  badge.hidden = !unread;
  badge.textContent = unread;
}

function unread(id) {
  const shown = byId("devices").dataset.shown === id;
  const badge = tabs.find((tab) => tab.getAttribute("aria-controls") === id).querySelector(".badge");
  if (small.matches && !shown) count(id, Number(badge.textContent) + 1);
}

for (const tab of tabs) tab.onclick = () => show(tab.getAttribute("aria-controls"));

const phone = new Phone(() => unread("phone"));
const telegram = new Telegram(() => unread("telegram"));
const steps = new Steps(phone, telegram, show);

function take({ source, event }, live) {
  (source === "twilio" ? phone : telegram).happened(event, live);
  steps.happened(source, event);
}

function start(setting) {
  byId("business-name").textContent = setting.business.name;
  const chat = `/chat/${encodeURIComponent(setting.business.id)}`;
  byId("web-link").href = chat;
  byId("web-address").textContent = `${setting.business.id}.example`;
  // Only once: a reconnect must not throw away what the visitor is writing there.
  if (!byId("web-frame").hasAttribute("src")) byId("web-frame").src = chat;
  phone.start(setting);
  telegram.start(setting);
  steps.start(setting);
  for (const happened of inOrder(setting.past)) take(happened, false);
  telegram.show(telegram.current.id);
  for (const id of ["phone-log", "telegram-log"]) byId(id).scrollTop = byId(id).scrollHeight;
}

/** The two logs, each in order, as one; not every event has a time of its own. */
function inOrder(past) {
  const clock = {};
  const timed = past.map((happened) => {
    const at = Math.max(clock[happened.source] ?? 0, happened.event.at ?? 0);
    clock[happened.source] = at;
    return { happened, at };
  });
  return timed.sort((a, b) => a.at - b.at).map(({ happened }) => happened);
}

function line(state, words) {
  byId("line").dataset.state = state;
  byId("line").textContent = words;
}

line("waiting", "Connecting");
const events = new EventSource("/playground/events");
events.addEventListener("hello", ({ data }) => {
  start(JSON.parse(data));
  line("live", "Live");
});
events.addEventListener("happened", ({ data }) => take(JSON.parse(data), true));
events.addEventListener("error", () => line("lost", "Reconnecting"));
