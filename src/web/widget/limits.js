// Every bound of the web chat, with its reason. Times in milliseconds, sizes in items or characters.

export const LIMITS = {
  /** Longest message when the business names no own limit; counted in code points, as the server counts. */
  messageChars: 2000,
  /** From this share of the limit on the counter is shown; before, it would only distract. */
  counterShare: 0.8,
  /** Unsent messages kept for later. More than this and nobody is reading on the other side anyway. */
  outbox: 50,
  /** Sends of one message without an `accepted` before the customer is asked to try again. */
  attempts: 6,
  /** Messages in the page at once; the oldest leave first, the server still has them. */
  shown: 500,
  /** Remembered thumbs; only what can still be on the page matters. */
  ratings: 200,
  /** Longest text that is parsed as markdown; anything beyond is shown as it is. */
  markdownChars: 20000,
  /** Nesting of emphasis and of lists that is followed; deeper is shown flat. */
  markdownDepth: 4,

  /** For the page around to say who the visitor is; without its word the chat begins all the same. */
  identity: 3000,
  /** First pause before reconnecting; doubles with every failure. */
  backoffFirst: 500,
  /** Longest pause: a server that restarts is found again within half a minute. */
  backoffMax: 30000,
  /** Pause after the server refused us by policy: asking again soon cannot help. */
  backoffRefused: 60000,
  /** From opening the socket to the `welcome`. */
  welcome: 12000,
  /** From sending a message to its `accepted`; after that the line is taken for dead. */
  accepted: 15000,
  /** A line silent for this long when the page wakes up is replaced instead of trusted. */
  stale: 60000,
  /** Outages shorter than this are not mentioned. */
  quietOutage: 1500,
  /** "Sending…" appears only when sending takes longer than this. */
  quietSending: 1200,

  /** The customer's own typing is reported at most this often. */
  typingEvery: 3000,
  /** The other side's typing fades after this unless repeated. */
  typingShown: 15000,
  /** What somebody wrote may overtake the word that he is writing: for so long after it that word means nothing. */
  typingLate: 1000,
  /** A draft without news for this long is withdrawn: its turn was given up. */
  draftShown: 60000,
  /** "Asking for a person…" returns to a button after this without an answer. */
  humanAsked: 20000,

  /** Messages of one speaker within this time stand together under one name. */
  groupWithin: 300000,
  /** Distance in pixels from the end of the log that still counts as reading the end. */
  nearEnd: 96,
  /** So many pixels of a reply's beginning may leave the page, when its end comes into sight by that. */
  slack: 40,
};
