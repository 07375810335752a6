//! The bounds of the models, each with its reason.

/// Milliseconds to reach an endpoint. One that does not accept a connection in this time will not answer in a turn.
pub const CONNECT_MS: u64 = 3_000;

/// Milliseconds to wait for the token count after the model said that it is done: some endpoints never close the stream.
pub const TAIL_MS: u64 = 500;

/// Milliseconds an attempt needs at the least; with less left of the budget there is no further attempt.
pub const ATTEMPT_MS: u64 = 50;

/// The longest pause between two attempts that we choose ourselves, in milliseconds.
pub const PAUSE_MS: u64 = 4_000;

/// Bytes of one answer, text and arguments together. A front desk answers in a few hundred; more is a model that loops.
pub const REPLY_BYTES: usize = 64 * 1024;

/// Tool calls in one answer.
pub const CALLS: usize = 16;

/// Bytes read of an endpoint's refusal, enough for its code and message.
pub const REFUSAL_BYTES: usize = 8 * 1024;

/// Bytes read of an endpoint's list of models. The longest public lists are about 500 kB.
pub const MODELS_BYTES: usize = 2 * 1024 * 1024;

/// Milliseconds for one step of `check`.
pub const PROBE_MS: u64 = 10_000;

/// Characters of a passage that is quoted as a whole: a short paragraph is one thought.
pub const WHOLE_CHARS: usize = 320;

/// Characters of an FAQ's answer that is quoted as a whole: it was written as an answer.
pub const ANSWER_CHARS: usize = 600;

/// Characters quoted from a longer passage: about three text messages.
pub const QUOTE_CHARS: usize = 400;

/// Sentences quoted from a longer passage.
pub const QUOTE_SENTENCES: usize = 3;

/// List items quoted from a longer passage.
pub const QUOTE_ITEMS: usize = 6;

/// Characters of a question that are compared with the passages: the rest of a long message adds noise and time.
pub const QUESTION_CHARS: usize = 2_000;

/// Tool calls the built-in model makes in one step.
pub const HINTED_CALLS: usize = 3;

/// Passages cited for one tool's answer.
pub const CITED_OUTPUTS: usize = 3;

/// Requests a script remembers, so that a bench does not fill the memory.
pub const SEEN: usize = 10_000;

/// Milliseconds for the vector of a question: after that it is searched by its words, so that the customer does not wait.
pub const QUESTION_VECTOR_MS: u64 = 3_000;

/// Milliseconds for the vectors of a batch of passages; nobody waits for them.
pub const VECTORS_MS: u64 = 60_000;

/// Bytes of one answer with vectors: a batch of the longest that are offered takes a tenth.
pub const VECTORS_BYTES: usize = 32 * 1024 * 1024;
