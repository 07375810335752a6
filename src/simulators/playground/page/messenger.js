// One device with its accounts: what each of them wrote and got, explicit replies, pressed buttons. What a device's events mean is in devices.js.

import { append, chips, composer, el, icon, pin, post, time, toEnd } from "/playground/dom.js";

const TYPING_MS = 5000;
const TOAST_MS = 4000;

export class Messenger {
  constructor(device, root, onUnread) {
    this.device = device;
    this.onUnread = onUnread;
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.log = this.part("log");
    pin(this.log);
    this.composer = composer(this.part("form"), (text) => this.send(text));
    this.composer.field.placeholder = device.hint;
    this.composer.field.setAttribute("aria-label", device.hint);
    this.part("unreply").onclick = () => this.reply(null);
    this.part("form").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.reply(null);
    });
    chips(this.part("chips"), device.chips, (text) => this.say(text));
  }

  say(text) {
    this.composer.say(text);
  }

  start({ people, business }) {
    this.business = business.name;
    const kept = this.current?.id;
    const mine = people.filter((person) => person.device === this.device.id);
    this.accounts = new Map(mine.map((person) => [person.id, { ...person, posts: new Map(), unread: 0 }]));
    this.part("accounts").replaceChildren(
      this.part("accounts").querySelector("legend"),
      ...[...this.accounts.values()].map((account) => this.choice(account)),
    );
    this.show(this.accounts.has(kept) ? kept : mine[0].id);
  }

  choice(account) {
    account.badge = el("b", { className: "badge", hidden: true });
    account.input = el("input", { type: "radio", name: `account-${this.device.id}`, onchange: () => this.show(account.id) });
    const role = account.role === "staff" ? "staff" : "customer";
    return el("label", {}, account.input, account.name, el("small", { textContent: role }), account.badge);
  }

  /** Changes to another account. */
  show(id) {
    this.current = this.accounts.get(id);
    this.current.input.checked = true;
    this.current.unread = 0;
    this.badges();
    this.reply(null);
    const customer = this.current.role === "customer";
    this.part("chips").hidden = !customer;
    this.part("role").textContent = customer ? this.device.customer(this.current) : this.device.staff;
    this.part("typing").hidden = true;
    this.log.replaceChildren(...[...this.current.posts.values()].map((post) => post.node));
    if (!this.log.childNodes.length) {
      const words = customer
        ? `Write to ${this.business} as a customer, or tap a suggestion.`
        : `${this.current.name} hears here of cases that need a person.`;
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

  /** What happened, as devices.js reads it; gives whether it was for somebody here. */
  happened(event, live) {
    const told = this.device.read(event, this.accounts);
    const account = told && this.accounts.get(told.account);
    if (!account) return null;
    if (told.is === "message") this.message(account, told.message, live);
    if (told.is === "gone") this.gone(account, told.id);
    if (told.is === "note") this.note(account, told.id, told.note, told.bad);
    if (told.is === "typing" && live) this.typing(account);
    if (told.is === "notice" && live && account === this.current) this.toast(told.text);
    return { ...told, account };
  }

  message(account, message, live) {
    const fresh = !account.posts.has(message.id);
    this.put(account, message);
    if (message.mine || !fresh || !live) return;
    if (account === this.current) this.part("typing").hidden = true;
    else account.unread += 1;
    this.badges();
    this.onUnread();
  }

  gone(account, id) {
    account.posts.get(id)?.node.remove();
    account.posts.delete(id);
  }

  note(account, id, note, bad) {
    const known = account.posts.get(id);
    if (known) this.put(account, { ...known.message, note, bad });
  }

  /** Adds a message, or replaces it where it stands. */
  put(account, message) {
    const old = account.posts.get(message.id);
    const node = this.node(account, message);
    account.posts.set(message.id, { message, node });
    if (old) old.node.replaceWith(node);
    else if (account === this.current) append(this.log, node);
    if (!old && message.mine && account === this.current) toEnd(this.log);
  }

  node(account, message) {
    const stamp = [message.edited ? "edited" : "", time(message.at), message.note ?? ""].filter(Boolean).join(" · ");
    const foot = el("div", { className: "foot" },
      this.device.replies && !message.mine ? this.replyButton(message) : null,
      el("span", { className: message.bad ? "stamp bad" : "stamp", textContent: stamp }));
    const title = message.title ? el("b", { className: "title", textContent: message.title }) : null;
    const bubble = el("div", { className: "bubble" },
      this.quote(account, message), title, el("div", {}, message.body), ...this.files(message), foot);
    const keys = message.buttons?.length ? this.keys(account, message) : null;
    return el("article", { className: message.mine ? "post mine" : "post", "aria-label": message.mine ? "You" : this.business }, bubble, keys);
  }

  files({ files }) {
    return (files ?? []).map((name) => el("p", { className: "file", textContent: `📎 ${name}` }));
  }

  quote(account, { replyTo }) {
    const original = replyTo && account.posts.get(replyTo);
    if (!original) return null;
    return el("button", {
      type: "button", className: "quote", textContent: first(original.message.text),
      title: "Show the message",
      onclick: () => account.posts.get(replyTo)?.node.scrollIntoView({ block: "center" }),
    });
  }

  replyButton(message) {
    return el("button", {
      type: "button", "aria-label": `Reply to: ${first(message.text)}`, onclick: () => this.reply(message),
    }, icon("reply"), "Reply");
  }

  keys(account, message) {
    const key = ({ label, data, url }) => {
      if (data == null) return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", textContent: `${label} ↗` });
      return el("button", { type: "button", textContent: label, onclick: (event) => this.press(account, message, data, event.target) });
    };
    return el("div", { className: "keys" }, ...message.buttons.map((row) => el("div", {}, ...row.map(key))));
  }

  async press(account, message, data, button) {
    button.setAttribute("aria-busy", "true");
    try {
      await post("press", { device: this.device.id, account: account.id, message: message.id, data });
    } catch (error) {
      this.toast(error.message);
    }
    setTimeout(() => button.removeAttribute("aria-busy"), 600);
  }

  /** Chooses the message that the next words reply to; null for none. */
  reply(message) {
    this.log.querySelector(".marked")?.classList.remove("marked");
    this.target = message;
    this.part("replying").hidden = !message;
    this.composer.field.placeholder = message ? "Your reply" : this.device.hint;
    if (!message) return;
    this.part("reply-to").textContent = first(message.text);
    this.current.posts.get(message.id)?.node.classList.add("marked");
    this.composer.field.focus();
  }

  /** Replies to the newest card with buttons; false if there is none. */
  replyToCard() {
    const staff = [...this.accounts.values()].filter((account) => account.role === "staff");
    for (const account of staff) {
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
    const reply_to = this.target?.id ?? null;
    await post("say", { device: this.device.id, account: this.current.id, text, reply_to });
    this.reply(null);
  }

  typing(account) {
    if (account !== this.current) return;
    this.part("typing").hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { this.part("typing").hidden = true; }, TYPING_MS);
  }

  toast(text) {
    if (!text) return;
    const toast = this.part("toast");
    toast.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.textContent = ""; }, TOAST_MS);
  }
}

const first = (text) => text.split("\n").find((line) => line.trim())?.slice(0, 90) ?? "";
