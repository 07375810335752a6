// The page as a whole: the devices, the stream of events, the tabs of small screens, the steps.

import { devices } from "/playground/devices.js";
import { byId, el, icon } from "/playground/dom.js";
import { Messenger } from "/playground/messenger.js";
import { Steps } from "/playground/steps.js";

const small = matchMedia("(max-width: 56.2rem)");

const messengers = {};
for (const device of devices) {
  const section = byId("messenger").content.cloneNode(true).firstElementChild;
  section.id = device.id;
  section.classList.add(device.id);
  section.setAttribute("aria-labelledby", `${device.id}-title`);
  const title = section.querySelector("h2");
  title.id = `${device.id}-title`;
  title.append(icon(device.icon), device.title);
  section.querySelector('[data-part="log"]').setAttribute("aria-label", device.title);
  byId("web").before(section);
  const badge = el("b", { className: "badge", hidden: true });
  const tab = el("button", { type: "button", "aria-controls": device.id }, icon(device.icon), el("span", { textContent: device.title }), badge);
  byId("tabs").querySelector('[aria-controls="web"]').before(tab);
  messengers[device.id] = new Messenger(device, section, () => unread(device.id));
}
const tabs = [...byId("tabs").querySelectorAll("button")];

/** Brings a device to the front where only one is shown. */
function show(id) {
  byId("devices").dataset.shown = id;
  for (const tab of tabs) {
    if (tab.getAttribute("aria-controls") === id) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  count(id, 0);
  const log = byId(id).querySelector(".log");
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
show("phone");

const steps = new Steps(messengers, show);

function take({ source, event }, live) {
  steps.happened(source, messengers[source].happened(event, live));
}

function start(setting) {
  byId("business-name").textContent = setting.business.name;
  const chat = `/chat/${encodeURIComponent(setting.business.id)}`;
  byId("web-link").href = chat;
  byId("web-address").textContent = `${setting.business.id}.example`;
  // Only once: a reconnect must not throw away what the visitor is writing there.
  if (!byId("web-frame").hasAttribute("src")) byId("web-frame").src = chat;
  for (const messenger of Object.values(messengers)) messenger.start(setting);
  steps.start();
  for (const happened of inOrder(setting.past)) take(happened, false);
  for (const messenger of Object.values(messengers)) messenger.show(messenger.current.id);
  // The chat in its frame takes the focus, and the row of devices would move to it.
  byId("web-frame").addEventListener("load", () => { byId("devices").scrollLeft = 0; }, { once: true });
}

/** The logs, each in order, as one; not every event has a time of its own. */
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
