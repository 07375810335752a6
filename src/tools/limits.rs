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
