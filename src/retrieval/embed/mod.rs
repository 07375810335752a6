//! Texts to vectors: the model that comes with the program.

mod minilm;

pub use minilm::MiniLm;
