//! The bounds of retrieval, each with its reason.

/// Word pieces of one chunk, its title and headings included. The embedder reads 256 with its two marks, and it keeps
/// a passage under 500 tokens of any language model.
pub const CHUNK_PIECES: usize = 250;

/// Word pieces a chunk's text may always have, however long the headings above it are: else a heading of a whole
/// paragraph would cut its section into crumbs.
pub const CHUNK_TEXT_PIECES: usize = 100;

/// Words a chunk is filled to. Longer chunks answer more than one question and rank worse for each of them.
pub const CHUNK_WORDS: usize = 150;

/// Bytes of one article or file of facts. A long handbook has a tenth of it; more is a mistake (a picture, a dump).
pub const FILE_BYTES: u64 = 2 * 1024 * 1024;

/// Files of one business. Reading them all is part of starting and of every reload.
pub const FILES: usize = 5_000;

/// Passages of one business: about 40 MB of index, and a query in single milliseconds.
pub const PASSAGES: usize = 200_000;

/// Problems kept of one load: nobody reads more, and a broken dump could make millions.
pub const PROBLEMS: usize = 200;

/// The heap a load's index is built in, in bytes: the least tantivy takes. It is given back when the index is built.
pub const INDEX_BYTES: usize = 15_000_000;

/// Different words of a query that are looked up. A question has ten, a pasted mail some hundreds; the cost grows with
/// each.
pub const QUERY_WORDS: usize = 256;

/// Unknown words of a query that are taken for typing errors and looked for among the known ones: each reads all known
/// words with the same first letter.
pub const MENDED_WORDS: usize = 4;

/// Known words that an unknown one may stand for.
pub const MENDS: usize = 3;

/// Phrasings (`also`) of one article: each is looked at like a question.
pub const ALSO: usize = 200;

/// The most passages one query gives, whatever it asks for.
pub const RESULTS: usize = 100;

/// Bytes of articles that are looked at to tell their language where the business names none.
pub const LANGUAGE_BYTES: usize = 8 * 1024;

/// Word pieces of a text that the embedder reads, without the two marks around them: what the model has positions for.
pub const EMBEDDED_PIECES: usize = 254;

/// Bytes of a text that are taken apart for the embedder: far more than its pieces ever have.
pub const EMBEDDED_BYTES: usize = 16 * 1024;

/// Texts that are embedded at once. Each keeps a thread of its own busy; questions come in ones and twos.
pub const EMBEDDINGS: usize = 4;

/// Vectors of one business: about 150 MB of memory. What comes after is found by its words.
pub const VECTORS: usize = 400_000;

/// Bytes of a file of vectors: those above, of a large model.
pub const KEPT_BYTES: u64 = 1 << 30;

/// Texts that are embedded before the next look at whether the program stops, and one call of a remote embedder.
pub const BATCH: usize = 32;

/// Batches after which the new vectors are written down: what a kill during a large import costs at most, some seconds of work.
pub const BATCHES_KEPT: usize = 16;

/// Questions whose vectors are remembered: those of the turns that run now.
pub const RECENT_QUESTIONS: std::num::NonZeroUsize =
    std::num::NonZeroUsize::new(256).expect("is not zero");
