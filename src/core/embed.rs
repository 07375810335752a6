//! The seam to an embedding model: texts to vectors whose directions are near where the texts mean the same.

use crate::Result;

/// An embedding model.
///
/// # Contract
///
/// - The same text gives the same vector as long as [`Self::id`] stays; vectors of different ids do not compare.
/// - A vector has length 1, so that the dot product of two is their similarity. A text without anything to embed has a
///   vector of zeros, which is like nothing.
/// - What is longer than the model reads is cut, never refused.
pub trait Embedder: Send + Sync {
    /// Names the model and its weights.
    fn id(&self) -> &str;

    /// Numbers of a vector; 0 while it is not known.
    fn dimensions(&self) -> usize;

    /// Whether the model understands a language, an ISO 639-1 code. Where it does not, words are trusted instead.
    fn reads(&self, language: &str) -> bool;

    /// A vector for each text, in their order. It blocks, on the processor or on the network: call it off the async
    /// threads.
    ///
    /// # Errors
    /// The model failed or cannot be reached.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>>;
}
