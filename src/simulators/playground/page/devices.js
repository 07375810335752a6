// The devices: what each is called, what customers may try on it, and what its simulator's events mean.

import { formatted, marked } from "/playground/dom.js";

const QUESTIONS = ["do you have vegan options?", "are you open on Sunday?"];

/** Text messages. Staff answer a case by its number. */
const phone = {
  id: "phone",
  title: "Text messages",
  icon: "phone",
  hint: "Text message",
  replies: false,
  staff: "Begin with the number of a case to answer",
  customer: ({ id }) => id,
  chips: [...QUESTIONS, "I found glass in my soup, I want a manager", "I want a refund", "STOP"],
  sids: new Map(),
  read(event) {
    if (event.type === "texted") {
      this.sids.set(event.sid, event.from);
      return message(event.from, event.sid, { text: event.body, mine: true, at: event.at, note: "sending" });
    }
    if (event.type === "accepted") {
      const good = event.status >= 200 && event.status < 300;
      const note = good ? "delivered" : event.status ? `refused by the desk (${event.status})` : "the desk does not answer";
      return { is: "note", account: this.sids.get(event.sid), id: event.sid, note, bad: !good };
    }
    if (event.type !== "sent") return null;
    const parts = event.segments === 1 ? "1 segment" : `${event.segments} segments`;
    const files = (event.media ?? []).map((url) => url.split("/").at(-1));
    return message(event.to, event.sid, { text: event.body, at: event.at, note: `${parts}, ${event.encoding}`, files });
  },
};

/** Mail, a thread after the other. */
const mail = {
  id: "mail",
  title: "Mail",
  icon: "mail",
  hint: "New mail",
  replies: true,
  staff: "Reply to a card to answer",
  customer: ({ id }) => id,
  chips: [...QUESTIONS, "I want to complain: my soup was cold"],
  read(event) {
    const { mail, at } = event;
    const mine = event.type === "to_business";
    return message(mine ? mail.from : event.person, mail.message_id, {
      title: mail.subject, text: mail.text.trim(), mine, at, replyTo: mail.in_reply_to,
      files: mail.attachments.map(({ name }) => name),
    });
  },
};

const telegram = {
  id: "telegram",
  title: "Telegram",
  icon: "plane",
  hint: "Telegram message",
  replies: true,
  staff: "Reply to a card to answer",
  customer: ({ name }) => `${name} writes to the bot`,
  chips: [...QUESTIONS, "talk to a person"],
  read(event) {
    const account = String(event.chat);
    const id = String(event.message_id);
    const replyTo = event.reply_to && String(event.reply_to);
    if (event.type === "said") return message(account, id, { text: event.text, mine: true, at: event.at, replyTo });
    if (event.type === "posted" || event.type === "edited") {
      const row = (buttons) => buttons.map(({ text, data, url }) => ({ label: text, data, url }));
      return message(account, id, {
        text: event.text, body: formatted(event.html), at: event.at, replyTo,
        edited: event.edits?.length > 0, buttons: event.buttons?.map(row),
      });
    }
    if (event.type === "deleted") return { is: "gone", account, id };
    if (event.type === "action") return { is: "typing", account };
    if (event.type === "answered") return { is: "notice", account, text: event.text };
    return null;
  },
};

const discord = {
  id: "discord",
  title: "Discord",
  icon: "chat",
  hint: "Discord message",
  replies: true,
  staff: "Reply to a card to answer",
  customer: ({ name }) => `${name} writes to the bot`,
  chips: [...QUESTIONS, "talk to a person"],
  read(event) {
    if (event.type === "answered") return { is: "notice", account: String(event.user), text: event.answer.text };
    const account = String(event.direct);
    if (event.type === "typing") return { is: "typing", account };
    const { message: written } = event;
    if (!written) return null;
    const buttons = written.buttons.map(({ label, custom_id, url }) => ({ label, data: custom_id, url }));
    return message(account, String(written.id), {
      text: written.content, body: marked(written.content), at: written.at,
      mine: String(written.author) === account, replyTo: written.reply_to && String(written.reply_to),
      edited: written.edits.length > 0, buttons: buttons.length ? [buttons] : [],
      files: written.files.map(({ name }) => name),
    });
  },
};

function message(account, id, { body, ...rest }) {
  return { is: "message", account, message: { id, body: body ?? rest.text, ...rest } };
}

export const devices = [phone, mail, telegram, discord];
