// The customer's phone: text messages to and from the business.

import { append, byId, chips, composer, el, pin, post, time, toEnd } from "/playground/dom.js";

const CHIPS = [
  "do you have vegan options?",
  "are you open on Sunday?",
  "I found glass in my soup, I want a manager",
  "STOP",
];

export class Phone {
  constructor(onUnread) {
    this.log = byId("phone-log");
    pin(this.log);
    this.onUnread = onUnread;
    this.composer = composer(byId("phone-form"), (text) => post("sms", { text }));
    chips(byId("phone-chips"), CHIPS, (text) => this.text(text));
  }

  text(text) {
    this.composer.say(text);
  }

  start({ business, phone }) {
    byId("phone-number").textContent = phone;
    byId("phone-contact").textContent = business.name;
    byId("phone-contact-number").textContent = business.number;
    byId("phone-avatar").textContent = initials(business.name);
    this.mine = phone;
    this.texts = new Map();
    this.log.replaceChildren(
      el("p", { className: "empty", textContent: `Write to ${business.name} as a customer would, or tap a suggestion.` }),
    );
  }

  happened(event, live) {
    if (event.type === "texted" && event.from === this.mine) this.texted(event);
    if (event.type === "accepted") this.accepted(event);
    if (event.type === "sent" && event.to === this.mine) this.received(event, live);
  }

  texted({ sid, body, at }) {
    if (this.texts.has(sid)) return; // a webhook that was repeated
    const bubble = el("div", { className: "bubble mine", textContent: body });
    const stamp = el("p", { className: "stamp mine", textContent: `${time(at)} · Sending` });
    this.texts.set(sid, { bubble, stamp, at });
    append(this.log, bubble, stamp);
    toEnd(this.log);
  }

  accepted({ sid, status }) {
    const text = this.texts.get(sid);
    if (!text) return;
    const good = status >= 200 && status < 300;
    text.bubble.classList.toggle("refused", !good);
    text.stamp.classList.toggle("bad", !good);
    const fate = good ? "Delivered" : status ? `Refused by the desk (${status})` : "The desk does not answer";
    text.stamp.textContent = `${time(text.at)} · ${fate}`;
  }

  received({ body, segments, encoding, at }, live) {
    const parts = segments === 1 ? "1 segment" : `${segments} segments`;
    append(
      this.log,
      el("div", { className: "bubble", textContent: body }),
      el("p", { className: "stamp", textContent: `${time(at)} · ${parts}, ${encoding}` }),
    );
    if (live) this.onUnread();
  }
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word[0].toUpperCase()).join("");
}
