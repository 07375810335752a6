//! The bounds of the tools, each with its reason.

/// Days ahead in which the next opening or closing is searched: a seasonal business opens within a year, and what is
/// further off is no answer to a customer.
pub const HOURS_AHEAD_DAYS: i64 = 750;

/// Characters of written opening hours. The longest in OpenStreetMap have 255; ours may span lines.
pub const HOURS_CHARS: usize = 4_000;

/// Days told in one answer: a week.
pub const DAYS: usize = 7;

/// Bytes of a menu file. A hundred pages of dishes are half of it.
pub const MENU_BYTES: u64 = 1024 * 1024;

/// Dishes in a menu: each question looks at all of them.
pub const MENU_ITEMS: usize = 2_000;

/// Dishes named in one answer: more are not read on a phone.
pub const DISHES: usize = 12;

/// Dishes described in one answer, with price, description and allergens.
pub const DESCRIBED: usize = 3;

/// Characters of a text argument.
pub const ARGUMENT_CHARS: usize = 300;

/// Characters of a remembered fact: a short sentence.
pub const FACT_CHARS: usize = 200;

/// Passages a search gives back.
pub const PASSAGES: usize = 5;

/// Characters of a question that the rules look at; longer ones are stories, which no rule understands.
pub const QUESTION_CHARS: usize = 400;

/// Characters of a message in which a booking's slots are looked for.
pub const BOOKING_CHARS: usize = 2_000;

/// Tools that a business declares: a model chooses badly among more, and each is told to it in every call.
pub const DECLARED: usize = 24;

/// Characters of a declared tool's description: models read all of them with every message.
pub const DESCRIPTION_CHARS: usize = 1_000;

/// Milliseconds that a declared tool may be given: a customer waits for it.
pub const DECLARED_MS: u64 = 10_000;

/// Bytes of an answer that a declared tool reads; what the model sees of it is bounded by the engine.
pub const ANSWER_BYTES: usize = 256 * 1024;

/// Characters of an error's own words that a model sees, to mend its call.
pub const REFUSAL_CHARS: usize = 300;

/// Redirects that a declared tool follows when it reads: a slash at the end, another name of the same server.
pub const TOOL_REDIRECTS: usize = 2;

/// Characters of a text argument of a declared tool whose schema has no `maxLength`.
pub const DECLARED_CHARS: usize = 2_000;

/// How deep a declared schema or body may be nested, as deep as arguments are checked.
pub const SCHEMA_DEPTH: usize = 7;

/// Secrets shorter than this are not searched for in what comes back: they would be found in ordinary words.
pub const SECRET_CHARS: usize = 6;
