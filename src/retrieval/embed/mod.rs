//! Texts to vectors: the model that comes with the program, and how vectors are held and kept.

pub(crate) mod kept;
mod minilm;
mod recent;
pub(crate) mod vectors;

pub use minilm::MiniLm;
pub use recent::Recent;
