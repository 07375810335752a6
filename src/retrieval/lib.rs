//! The knowledge of a business: articles in, passages out.
//!
//! ```text
//! sites, PDF, HTML ─ import ─► knowledge/<id>/imported/*.md
//! knowledge/<id>/*.md    ─ front_matter, markdown ─┐
//! knowledge/<id>/*.json  ─ structured ─────────────┼─► article ─► chunk ─► index ─► score ─► search ─► passages
//! entries of an import   ──────────────────────────┘            └► embed ─► dense ─┘
//! ```
//!
//! [`Library`] is the whole of it: it loads a folder, answers questions (it is the [`Retriever`] of a business), and
//! loads again when files change. What is wrong with a file is a [`Problem`] for its owner, never a reason to stop.
//!
//! [`Retriever`]: frontdesk_core::retrieval::Retriever

mod article;
mod check;
mod chunk;
mod clash;
mod dense;
pub mod embed;
mod entry;
mod front_matter;
pub mod import;
mod index;
mod language;
mod library;
pub mod limits;
mod loaded;
mod markdown;
pub mod pieces;
mod score;
mod search;
mod sources;
mod structured;
mod typo;
mod watch;
mod words;

pub use check::{Problem, Severity};
pub use entry::Entry;
pub use language::detect::detect as language_of;
pub use library::{Library, Options, Today};
pub use search::FLOOR;
