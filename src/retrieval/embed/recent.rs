//! The vectors of the last questions. Retrieval, escalation and whatever else asks for the vector of a turn's question ask
//! the same embedder, which makes it once.

use crate::limits;
use frontdesk_core::{Result, embed::Embedder};
use lru::LruCache;
use std::sync::{Arc, Mutex, PoisonError};

/// An embedder that remembers the vectors of single texts.
pub struct Recent {
    embedder: Arc<dyn Embedder>,
    vectors: Mutex<LruCache<String, Vec<f32>>>,
}

impl Recent {
    /// Remembers what `embedder` makes.
    pub fn of(embedder: Arc<dyn Embedder>) -> Self {
        Self {
            embedder,
            vectors: Mutex::new(LruCache::new(limits::RECENT_QUESTIONS)),
        }
    }
}

impl Embedder for Recent {
    fn id(&self) -> &str {
        self.embedder.id()
    }

    fn dimensions(&self) -> usize {
        self.embedder.dimensions()
    }

    fn reads(&self, language: &str) -> bool {
        self.embedder.reads(language)
    }

    /// As of the embedder within. Several texts are an import, of which none comes again.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let [text] = texts else {
            return self.embedder.embed(texts);
        };
        let vectors = || self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(vector) = vectors().get(*text) {
            return Ok(vec![vector.clone()]);
        }
        let made = self.embedder.embed(texts)?;
        if let [vector] = made.as_slice()
            && text.len() <= limits::EMBEDDED_BYTES
        {
            vectors().put((*text).to_owned(), vector.clone());
        }
        Ok(made)
    }
}
