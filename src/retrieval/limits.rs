//! The bounds of retrieval, each with its reason.

use std::time::Duration;

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

/// Pages that one import of a site reads unless it is told otherwise: more than the site of a small business has.
pub const SITE_PAGES: usize = 200;

/// The most pages that it may be told to read.
pub const MOST_SITE_PAGES: usize = 2_000;

/// Links from the start to a page unless it is told otherwise.
pub const SITE_DEPTH: usize = 5;

/// Bytes of all pages of one import.
pub const SITE_BYTES: usize = 128 * 1024 * 1024;

/// How long one import of a site may take.
pub const SITE_TIME: Duration = Duration::from_secs(20 * 60);

/// Bytes of one page or PDF on the web. A menu with pictures has some megabytes.
pub const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// How long one page may take, in milliseconds.
pub const PAGE_MS: u64 = 30_000;

/// How long taking one page apart may take: a page of megabytes takes a tenth of it.
pub const PARSE_TIME: Duration = Duration::from_secs(5);

/// Links of one page that are looked at.
pub const PAGE_LINKS: usize = 2_000;

/// Addresses that wait to be read, so that a site that makes up addresses does not fill the memory.
pub const WAITING_PAGES: usize = 20_000;

/// The wait between two pages where a site names none: nobody's server should feel it.
pub const PAGE_WAIT: Duration = Duration::from_millis(200);

/// The longest wait that a site may ask for; with more, an import of some pages would take a day.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Failed pages in a row after which a site is taken to be down.
pub const FAILED_PAGES: usize = 8;

/// Redirects from one page, and from `robots.txt`: what RFC 9309 asks for at least.
pub const REDIRECTS: usize = 5;

/// Bytes of `robots.txt` that are read: what RFC 9309 asks for at least.
pub const ROBOTS_BYTES: usize = 500 * 1024;

/// Bytes of a file that is imported.
pub const IMPORTED_BYTES: u64 = 64 * 1024 * 1024;

/// How long reading one PDF may take.
pub const PDF_TIME: Duration = Duration::from_secs(60);

/// The stack of the thread that reads a PDF, in bytes: the reader of the format calls itself for each level of a file.
pub const PDF_STACK_BYTES: usize = 16 * 1024 * 1024;

/// The shortest time between two looks at a source.
pub const SHORTEST_EVERY: Duration = Duration::from_secs(60);

/// How long a source that failed is left alone, where it would not be looked at sooner anyway.
pub const RETRY_SOURCE: Duration = Duration::from_secs(60 * 60);

/// Lines of the difference that is shown of one article.
pub const DIFFERENCE_LINES: usize = 40;

/// Clauses of all articles that are compared with each other to find contradictions.
pub const CLAUSES: usize = 50_000;

/// Clauses with the same word above which the word says nothing of what a clause is about.
pub const COMMON_WORD: usize = 200;

/// Passages with the same run of words above which it is a set phrase.
pub const COMMON_RUN: usize = 20;

/// Pairs of clauses that are compared: some seconds.
pub const COMPARISONS: usize = 5_000_000;

/// Passages that are compared by meaning, each with each: about a second.
pub const COMPARED_VECTORS: usize = 4_000;

/// Vectors that `check` makes where some are missing; more are left to `serve`, which does it in the background.
pub const CHECKED_VECTORS: usize = 500;

/// Vectors that one processor compares with a question before another is asked to help: about a millisecond's work.
pub const ROWS_AT_ONCE: usize = 12_000;
