// What stands around the conversation: picture, title, who is answering, the way to a person, banners, introduction.

import { el, icon, initial, link, webUrl } from "./dom.js";
import { portrait } from "./message.js";
import { markdown } from "./markdown.js";
import { say } from "./texts.js";

const $ = (id) => document.getElementById(id);

/** Words that no message carries: labels of the fixed controls. Again after the business brought its own texts. */
export function label(business) {
  $("scroller").setAttribute("aria-label", say("log_label"));
  $("log").setAttribute("aria-label", say("log_label"));
  $("input-label").textContent = say("message_label");
  $("input").placeholder = text(business.placeholder) ?? say("placeholder");
  $("send").setAttribute("aria-label", say("send"));
  $("close").setAttribute("aria-label", say("close"));
  if (!$("close").firstChild) $("close").append(icon("close"));
}

/** Name, picture, introduction and privacy of the business. */
export function introduce(business) {
  const title = text(business.title) ?? text(business.name);
  if (title) {
    $("title").textContent = title;
    document.title = title;
  }
  const name = text(business.name) ?? title ?? $("title").textContent;
  picture($("avatar"), business, name);
  const intro = $("intro");
  const face = el("span", { class: "avatar avatar-intro", "aria-hidden": "true" });
  picture(face, business, name);
  const welcome = text(business.welcome);
  intro.replaceChildren(face, el("h2", { dir: "auto" }, name));
  if (welcome) intro.append(el("div", { class: "intro-text", dir: "auto" }, markdown(welcome)));
  const away = business.offline === true ? say("away") : text(business.offline);
  if (away) intro.append(el("p", { class: "away", dir: "auto" }, away));
  privacy(text(business.privacy));
  intro.hidden = false;
}

function picture(node, business, name) {
  node.replaceChildren();
  const src = logo(business);
  if (src) portrait(node, src, () => node.append(initial(name)));
  else node.append(initial(name));
}

/** The address of the business's picture: https, data or a path of this server; null without one. */
export function logo(business) {
  const src = text(business.logo);
  if (!src) return null;
  if (/^(https:\/\/|data:image\/)/i.test(src)) return src;
  return /^\/[^/\\]/.test(src) ? src : null;
}

// A line under the field: an address becomes a link, anything else is markdown (and may hold links).
function privacy(value) {
  const href = value && webUrl(value);
  $("privacy").replaceChildren(...(value ? [href ? link(href, say("privacy")) : markdown(value)] : []));
  $("privacy").hidden = !value;
}

/** Who has the conversation: the line under the title and the button to a person. `asking` is the time in between. */
export function showOwner({ owner, name, asking }, business) {
  const person = text(name) ?? say("human_someone");
  const status = {
    assistant: say("assistant_status"),
    queue: say("human_waiting"),
    staff: say("human_talking", { name: person }),
  }[owner];
  setText($("status"), status ?? "");
  $("shell").dataset.owner = owner;
  const button = $("human");
  const idle = owner === "assistant" && !asking;
  const words = idle ? text(business.human_label) ?? say("human") : owner === "assistant" ? say("human_asking") : owner === "queue" ? status : say("human_here");
  button.setAttribute("aria-disabled", String(!idle));
  if (button.textContent !== words) button.replaceChildren(icon("person"), el("span", { dir: "auto" }, words));
}

/** The strip about the connection; `retry` adds a button. Null hides it. */
export function showBanner(words, retry) {
  strip($("banner"), words, retry ? el("button", { type: "button", class: "strip-button", onclick: retry }, say("retry")) : null);
}

/** The strip over the field about something that failed. Null hides it. */
export function showNotice(words) {
  const close = () => {
    showNotice(null);
    $("input").focus({ preventScroll: true });
  };
  const button = el("button", { type: "button", class: "round", "aria-label": say("dismiss"), onclick: close }, icon("close"));
  strip($("notice"), words, button);
}

function strip(node, words, button) {
  node.hidden = !words;
  node.replaceChildren();
  if (!words) return;
  node.append(el("span", { dir: "auto" }, words));
  if (button) node.append(button);
}

/** Buttons that send a text: conversation starters (`big`) or quick replies. */
export function choices(list, big, choose) {
  const usable = (Array.isArray(list) ? list : []).map(choice).filter(Boolean);
  if (usable.length === 0) return null;
  const node = el("div", { class: big ? "starters" : "quick", role: "group", "aria-label": say(big ? "starters_label" : "quick_label") });
  for (const { label: words, send } of usable) {
    node.append(el("button", { type: "button", dir: "auto", onclick: () => choose(send) }, el("span", {}, words), big ? icon("arrow") : null));
  }
  return node;
}

function choice(value) {
  if (text(value)) return { label: value, send: value };
  const words = text(value?.label) ?? text(value?.send);
  return words ? { label: words, send: text(value.send) ?? words } : null;
}

/** The dots while somebody writes. */
export function typingNode(by, name) {
  const who = text(name) ?? say(by === "staff" ? "staff" : "assistant");
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const face = el("span", { class: `avatar avatar-${by}`, "aria-hidden": "true" }, by === "staff" ? initial(who) : icon("spark"));
  return el("div", { class: "typing" }, face, el("div", { class: "bubble" }, dots, el("span", { class: "spoken" }, say("typing", { name: who }))));
}

function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function text(value) {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
