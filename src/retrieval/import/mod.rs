//! Knowledge that comes from elsewhere: pages of the business's site and files become articles in `knowledge/<id>/imported/`,
//! and are looked at again when their time comes.
//!
//! ```text
//! URL ─ crawl (robots, address) ─ page (dom, blocks) ─┐
//!                                  pdf ───────────────┼─► text ─ repeated ─► leaf ─► shelve ─► imported/*.md
//! file ─ convert (decode) ────────────────────────────┘                        └ register: imported/sources.toml
//! ```

mod address;
mod blocks;
mod convert;
mod crawl;
mod decode;
mod dom;
mod importer;
mod leaf;
mod page;
mod pdf;
mod register;
mod repeated;
mod robots;
mod shelve;
#[cfg(test)]
mod tests;
mod text;

pub use crawl::Tell;
pub use importer::{Importer, Wish};
pub use shelve::{Change, Fate, Manner, Report};

pub(crate) use leaf::KEYS;
pub(crate) use register::FILE as REGISTER;

/// The folder of imported articles, within that of the business.
pub(crate) const FOLDER: &str = "imported";
