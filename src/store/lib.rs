//! Durable state behind [`frontdesk_core::store::Store`]: the seam's two implementations, judged by one list of
//! conformance cases.
//!
//! - [`MemoryStore`] is the reference: plain maps behind a mutex, for tests and for reading.
//! - [`EmbeddedStore`] keeps everything in one folder (sled), with one writer thread and group commit.
//!
//! Both share [`jobs`] (who may lease what, and when) and [`checks`] (what a commit may hold at most). What
//! customers write is sealed in [`vault`] before it comes near the disk.

mod checks;
#[cfg(test)]
mod conformance;
mod embedded;
mod jobs;
mod limits;
mod memory;
mod vault;
mod wakes;

pub use embedded::EmbeddedStore;
pub use limits::COMMIT_BYTES;
pub use memory::MemoryStore;
pub use vault::MasterKey;
