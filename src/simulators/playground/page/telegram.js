// Telegram: one account at a time, its chat with the bot, and explicit replies.

import { append, byId, chips, composer, el, formatted, icon, pin, post, time, toEnd } from "/playground/dom.js";

const CHIPS = ["do you have vegan options?", "are you open on Sunday?", "talk to a person"];
const TYPING_MS = 5000;
const TOAST_MS = 4000;

export class Telegram {
  constructor(onUnread) {
    this.log = byId("telegram-log");
    pin(this.log);
    this.onUnread = onUnread;
    this.replying = byId("telegram-replying");
    this.composer = composer(byId("telegram-form"), (text) => this.send(text));
    this.replying.querySelector("button").onclick = () => this.reply(null);
    byId("telegram-form").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.reply(null);
    });
    chips(byId("telegram-chips"), CHIPS, (text) => this.composer.say(text));
  }

  start({ staff, customer, business }) {
    this.business = business.name;
    const kept = this.current?.id;
    const people = [
      ...staff.map((person) => ({ ...person, role: "staff" })),
      { ...customer, role: "as customer" },
    ];
    this.accounts = new Map(people.map((person) => [person.id, { ...person, posts: new Map(), unread: 0 }]));
    byId("telegram-accounts").replaceChildren(
      byId("telegram-accounts").querySelector("legend"),
      ...[...this.accounts.values()].map((account) => this.choice(account)),
    );
    this.show(this.accounts.has(kept) ? kept : people[0].id);
  }

  choice(account) {
    account.badge = el("b", { className: "badge", hidden: true });
    account.input = el("input", { type: "radio", name: "account", onchange: () => this.show(account.id) });
    return el("label", {}, account.input, account.name, el("small", { textContent: account.role }), account.badge);
  }

  /** Changes to another account. */
  show(id) {
    this.current = this.accounts.get(id);
    this.current.input.checked = true;
    this.current.unread = 0;
    this.badges();
    this.reply(null);
    const customer = this.current.role !== "staff";
    byId("telegram-chips").hidden = !customer;
    byId("telegram-role").textContent = customer ? `${this.current.name} writes to the bot` : "Reply to a card to answer";
    byId("telegram-typing").hidden = true;
    this.log.replaceChildren(...[...this.current.posts.values()].map((post) => post.node));
    if (!this.log.childNodes.length) {
      const words = customer
        ? `Write to ${this.business} on Telegram, as a customer.`
        : `${this.current.name} hears of cases that need a person here.`;
      this.log.append(el("p", { className: "empty", textContent: words }));
    }
    toEnd(this.log);
  }

  badges() {
    for (const { badge, unread } of this.accounts.values()) {
      badge.hidden = !unread;
      badge.textContent = unread;
    }
  }

  happened(event, live) {
    const account = this.accounts.get(event.chat);
    if (!account) return;
    if (event.type === "said") this.put(account, { ...event, mine: true });
    if (event.type === "posted") this.posted(account, event, live);
    if (event.type === "edited") this.put(account, event);
    if (event.type === "deleted") this.deleted(account, event);
    if (event.type === "action" && live) this.typing(account);
    if (event.type === "answered" && live && account === this.current) this.toast(event.text);
  }

  posted(account, message, live) {
    this.put(account, message);
    if (!live) return;
    if (account === this.current) byId("telegram-typing").hidden = true;
    else account.unread += 1;
    this.badges();
    this.onUnread();
  }

  deleted(account, { message_id }) {
    account.posts.get(message_id)?.node.remove();
    account.posts.delete(message_id);
  }

  /** Adds a message, or replaces it where it stands. */
  put(account, message) {
    const old = account.posts.get(message.message_id);
    const node = this.node(account, message);
    account.posts.set(message.message_id, { message, node });
    if (old) old.node.replaceWith(node);
    else if (account === this.current) append(this.log, node);
    if (!old && message.mine && account === this.current) toEnd(this.log);
  }

  node(account, message) {
    const body = message.mine ? message.text : formatted(message.html);
    const stamp = `${message.edits?.length ? "edited " : ""}${time(message.at)}`;
    const foot = el("div", { className: "foot" },
      message.mine ? null : this.replyButton(message),
      el("span", { className: "stamp", textContent: stamp }));
    const bubble = el("div", { className: "bubble" }, this.quote(account, message), el("div", {}, body), foot);
    const keys = message.buttons?.length ? this.keys(account, message) : null;
    return el("article", { className: message.mine ? "post mine" : "post", "aria-label": message.mine ? "You" : this.business }, bubble, keys);
  }

  quote(account, { reply_to }) {
    const original = reply_to && account.posts.get(reply_to);
    if (!original) return null;
    return el("button", {
      type: "button", className: "quote", textContent: first(original.message.text),
      title: "Show the message",
      onclick: () => {
        const { node } = account.posts.get(reply_to) ?? {};
        node?.scrollIntoView({ block: "center" });
      },
    });
  }

  replyButton(message) {
    return el("button", {
      type: "button", "aria-label": `Reply to: ${first(message.text)}`, onclick: () => this.reply(message),
    }, icon("reply"), "Reply");
  }

  keys(account, message) {
    const key = ({ text, data, url }) => {
      if (data == null) return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", textContent: `${text} ↗` });
      return el("button", { type: "button", textContent: text, onclick: (event) => this.press(account, message, data, event.target) });
    };
    return el("div", { className: "keys" }, ...message.buttons.map((row) => el("div", {}, ...row.map(key))));
  }

  async press(account, message, data, button) {
    button.setAttribute("aria-busy", "true");
    try {
      await post("telegram/press", { person: account.id, message_id: message.message_id, data });
    } catch (error) {
      this.toast(error.message);
    }
    setTimeout(() => button.removeAttribute("aria-busy"), 600);
  }

  /** Chooses the message that the next words reply to; null for none. */
  reply(message) {
    this.log.querySelector(".marked")?.classList.remove("marked");
    this.target = message;
    this.replying.hidden = !message;
    this.composer.field.placeholder = message ? "Your reply" : "Message";
    if (!message) return;
    this.replying.querySelector("span").textContent = first(message.text);
    this.current.posts.get(message.message_id)?.node.classList.add("marked");
    this.composer.field.focus();
  }

  /** Replies to the newest card with buttons; false if there is none. */
  replyToCard() {
    const staff = [...this.accounts.values()].filter((account) => account.role === "staff");
    const ordered = [this.current, ...staff].filter((account) => account.role === "staff");
    for (const account of ordered) {
      const cards = [...account.posts.values()].filter(({ message }) => message.buttons?.length);
      if (cards.length) {
        if (account !== this.current) this.show(account.id);
        this.reply(cards.at(-1).message);
        return true;
      }
    }
    return false;
  }

  async send(text) {
    const reply_to = this.target?.message_id ?? null;
    await post("telegram/say", { person: this.current.id, text, reply_to });
    this.reply(null);
  }

  typing(account) {
    if (account !== this.current) return;
    byId("telegram-typing").hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { byId("telegram-typing").hidden = true; }, TYPING_MS);
  }

  toast(text) {
    if (!text) return;
    const toast = byId("telegram-toast");
    toast.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.textContent = ""; }, TOAST_MS);
  }
}

const first = (text) => text.split("\n").find((line) => line.trim())?.slice(0, 90) ?? "";
