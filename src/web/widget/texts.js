// Every word the chat itself says, in one table. A business replaces any of them with
// `welcome.business.texts` (same keys). `{name}` and the like are filled in by `say`.

const TEXTS = {
  assistant: "Assistant",
  assistant_status: "AI assistant",
  you: "You",
  staff: "Team",
  system: "Notice",

  log_label: "Conversation",
  message_label: "Your message",
  placeholder: "Write a message…",
  send: "Send message",
  close: "Close chat",
  quick_label: "Suggested replies",
  starters_label: "Ways to start",

  human: "Talk to a person",
  human_asking: "Asking for a person…",
  human_waiting: "Waiting for a person",
  human_talking: "You are talking to {name}",
  human_someone: "a person",
  human_here: "A person is with you",

  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. Your messages will be sent when you are back.",
  refused: "The chat cannot be reached right now.",
  retry: "Try again",
  away: "Our team is away right now. The assistant can still help you.",

  sending: "Sending…",
  waiting: "Will be sent when connected",
  sent: "Sent",
  failed: "Not sent",
  too_long: "{over} characters too long",
  counter: "{used} of {most} characters",
  outbox_full: "Too many messages are waiting to be sent. Please wait for the connection.",
  error: "Something went wrong. Please try again.",
  dismiss: "Dismiss",

  typing: "{name} is typing",
  new_messages: "{count} new messages",
  new_message: "1 new message",
  to_end: "Go to the latest message",

  sources: "Sources",
  citation: "Source {n}: {title}",
  source_untitled: "Source",
  open_source: "Open source",
  close_source: "Close source",
  new_tab: "opens in a new tab",

  helpful: "Helpful",
  unhelpful: "Not helpful",
  thanks: "Thank you",

  today: "Today",
  yesterday: "Yesterday",
  privacy: "Privacy",
};

/** The text for `key`, with `{…}` replaced from `values`. */
export function say(key, values = {}) {
  const text = TEXTS[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Takes over the texts of a business; unknown keys and anything that is not text are ignored. */
export function override(texts) {
  if (!texts || typeof texts !== "object") return;
  for (const [key, value] of Object.entries(texts)) {
    if (Object.prototype.hasOwnProperty.call(TEXTS, key) && typeof value === "string" && value !== "") TEXTS[key] = value;
  }
}
