//! How near each passage is to a query by meaning. The vectors of a load are rows in the order of [`crate::index`]: the
//! passages and after them the phrases.

use crate::{
    chunk::Phrase,
    embed::{
        kept::{self, Kept, Key},
        vectors::{Asked, Vectors},
    },
    index::Index,
    limits,
};
use frontdesk_core::{Error, ErrorKind, Result, embed::Embedder, retrieval::Passage};
use std::{
    collections::HashMap,
    path::Path,
    sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard},
};

/// The share of an entry's phrases in how near the entry is; the rest is that of question and answer together. Either
/// alone finds fewer: .62 and .62 of the questions of a public FAQ, and both together .66.
const PHRASES: f32 = 0.5;

/// From so many phrases on, an entry is known by them alone: they show how customers ask for it, and how they do not.
const MANY: u32 = 8;

/// The share of rows that must have a vector before vectors count: while fewer have, words alone are fairer.
const ENOUGH: f32 = 0.9;

/// The vectors of one state of the knowledge, while they are made and after.
#[derive(Default)]
pub(crate) struct Dense {
    /// What is embedded for each row, in the order of the rows.
    keys: Vec<Key>,
    phrases: Vec<String>,
    vectors: RwLock<Vectors>,
    /// For each passage, the length of the mean of its phrases' vectors: the less alike they are, the shorter. Set once
    /// all vectors are there.
    spreads: OnceLock<Vec<f32>>,
}

/// How near each passage is, by position; NaN where that is not known.
pub(crate) struct Near {
    /// To compare passages: the phrases, question and answer together.
    pub(crate) of: Vec<f32>,
    /// To tell whether anything is near at all.
    pub(crate) alike: Vec<f32>,
    /// Whether that rests on many phrases, which are surer than a text.
    pub(crate) is_known: Vec<bool>,
}

impl Dense {
    /// The rows of some passages and phrases, with those vectors that are known already: from before, or from the file.
    pub(crate) fn new(
        passages: &[Passage],
        phrases: Vec<Phrase>,
        model: &str,
        file: Option<&Path>,
        before: Option<&Self>,
    ) -> Self {
        let phrases: Vec<String> = phrases.into_iter().map(|phrase| phrase.text).collect();
        let texts = passages.iter().map(|passage| kept::key(&text(passage)));
        let keys: Vec<Key> = texts
            .chain(phrases.iter().map(|phrase| kept::key(phrase)))
            .take(limits::VECTORS)
            .collect();
        let kept = file.map(|file| Kept::read(file, model)).unwrap_or_default();
        let before = before.map(|dense| (dense.vectors(), dense.at()));
        let dimensions = match &before {
            Some((vectors, _)) if vectors.dimensions() > 0 => vectors.dimensions(),
            _ => kept.dimensions(),
        };
        let mut vectors = Vectors::new(dimensions, if dimensions > 0 { keys.len() } else { 0 });
        for (row, key) in keys.iter().enumerate().take_while(|_| dimensions > 0) {
            let old = before.as_ref().and_then(|(vectors, at)| {
                let (scale, numbers) = vectors.row(*at.get(key)?)?;
                Some((scale, numbers.to_vec()))
            });
            if let Some((scale, numbers)) = old.or_else(|| kept.get(key)) {
                vectors.set_bytes(row, scale, &numbers);
            }
        }
        drop(before);
        Self {
            keys,
            phrases,
            vectors: RwLock::new(vectors),
            spreads: OnceLock::new(),
        }
    }

    fn vectors(&self) -> RwLockReadGuard<'_, Vectors> {
        self.vectors.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self) -> HashMap<Key, usize> {
        let rows = self.keys.iter().enumerate();
        rows.map(|(row, key)| (*key, row)).collect()
    }

    /// How many vectors there are, and how many there are to be.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.vectors().present(), self.keys.len())
    }

    /// Whether the vectors count.
    pub(crate) fn counts(&self) -> bool {
        let (present, rows) = self.progress();
        present > 0 && present as f32 >= ENOUGH * rows as f32
    }

    /// Makes the next vectors: the number of those made, 0 once all are there. It blocks.
    pub(crate) fn embed(&self, embedder: &dyn Embedder, passages: &[Passage]) -> Result<usize> {
        let rows: Vec<usize> = {
            let vectors = self.vectors();
            let missing = (0..self.keys.len()).filter(|row| vectors.row(*row).is_none());
            missing.take(limits::BATCH).collect()
        };
        let texts: Vec<String> = rows
            .iter()
            .map(|&row| match passages.get(row) {
                Some(passage) => text(passage),
                None => self.phrases[row - passages.len()].clone(),
            })
            .collect();
        if texts.is_empty() {
            return Ok(0);
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let made = embedder.embed(&texts)?;
        let mut vectors = self.vectors.write().unwrap_or_else(PoisonError::into_inner);
        let dimensions = made.first().map_or(0, Vec::len);
        if vectors.dimensions() != dimensions {
            *vectors = Vectors::new(dimensions, self.keys.len());
        }
        let before = vectors.present();
        for (row, vector) in rows.iter().zip(&made) {
            vectors.set(*row, vector);
        }
        let made = vectors.present() - before;
        if made == 0 {
            return Err(
                Error::new(ErrorKind::Refused, "embedding knowledge").with("vectors", "none came")
            );
        }
        Ok(made)
    }

    /// Writes down the vectors.
    pub(crate) fn keep(&self, file: &Path, model: &str) -> std::io::Result<()> {
        kept::write(file, model, &self.keys, &self.vectors())
    }

    /// How near each passage is to a query; `None` as long as too few vectors are there.
    pub(crate) fn near(&self, index: &Index, asked: &Asked) -> Option<Near> {
        if !self.counts() {
            return None;
        }
        let vectors = self.vectors();
        let near = vectors.similarities(asked);
        let known = |row: usize| near.get(row).copied().unwrap_or(f32::NAN);
        let mut heard = vec![Heard::default(); index.passages];
        for (phrase, answers) in index.answers.iter().enumerate() {
            let near = known(index.passages + phrase);
            if !near.is_nan() {
                heard[answers.clone()].iter_mut().for_each(|h| h.add(near));
            }
        }
        let spreads = self.spreads(index, &vectors);
        let mut all = Near::with_capacity(index.passages);
        for (row, (heard, repeats)) in heard.into_iter().zip(&index.repeats).enumerate() {
            let spread = spreads.map_or(0.0, |spreads| spreads[row]);
            all.add(known(row), heard, spread, *repeats);
        }
        Some(all)
    }

    /// Pairs of the first `count` passages that are at least so alike.
    pub(crate) fn same(&self, count: usize, alike: f32) -> Vec<(usize, usize)> {
        let vectors = self.vectors();
        let count = count.min(self.keys.len() - self.phrases.len().min(self.keys.len()));
        let mut pairs = Vec::new();
        for a in 0..count {
            let Some((scale, numbers)) = vectors.row(a) else {
                continue;
            };
            let numbers: Vec<f32> = numbers.iter().map(|x| f32::from(*x) * scale).collect();
            let Some(asked) = Asked::new(&numbers) else {
                continue;
            };
            let near = |b: &usize| {
                vectors
                    .similarity(*b, &asked)
                    .is_some_and(|near| near >= alike)
            };
            pairs.extend((a + 1..count).filter(near).map(|b| (a, b)));
        }
        pairs
    }

    /// Computed when all vectors are there, which then stay.
    fn spreads(&self, index: &Index, vectors: &Vectors) -> Option<&[f32]> {
        if vectors.present() < self.keys.len() {
            return None;
        }
        let spreads = self.spreads.get_or_init(|| {
            let mut sums: Vec<(Vec<f32>, f32)> = vec![(Vec::new(), 0.0); index.passages];
            for (phrase, answers) in index.answers.iter().enumerate() {
                let Some((scale, numbers)) = vectors.row(index.passages + phrase) else {
                    continue;
                };
                for (sum, count) in &mut sums[answers.clone()] {
                    sum.resize(numbers.len(), 0.0);
                    for (sum, number) in sum.iter_mut().zip(numbers) {
                        *sum += f32::from(*number) * scale;
                    }
                    *count += 1.0;
                }
            }
            let length = |(sum, count): (Vec<f32>, f32)| {
                sum.iter().map(|x| x * x).sum::<f32>().sqrt() / f32::max(count, 1.0)
            };
            sums.into_iter().map(length).collect()
        });
        Some(spreads)
    }
}

/// The phrases of a passage, as near as each is to a query.
#[derive(Clone, Copy)]
struct Heard {
    best: f32,
    sum: f32,
    count: u32,
}

impl Default for Heard {
    fn default() -> Self {
        Self {
            best: f32::NEG_INFINITY,
            sum: 0.0,
            count: 0,
        }
    }
}

impl Heard {
    fn add(&mut self, near: f32) {
        self.best = self.best.max(near);
        self.sum += near;
        self.count += 1;
    }

    /// The best phrase and the middle of all of them, half and half: one phrase may be near by chance.
    fn near(&self, spread: f32) -> Option<f32> {
        if self.count == 0 {
            return None;
        }
        let middle = self.sum / self.count as f32 / spread;
        Some(if spread > 0.0 {
            0.5 * self.best + 0.5 * middle
        } else {
            self.best
        })
    }
}

impl Near {
    fn with_capacity(passages: usize) -> Self {
        Self {
            of: Vec::with_capacity(passages),
            alike: Vec::with_capacity(passages),
            is_known: Vec::with_capacity(passages),
        }
    }

    /// Adds a passage: how near it is itself, and its phrases. One that repeats its title has no answer to compare.
    fn add(&mut self, itself: f32, heard: Heard, spread: f32, repeats: bool) {
        let is_known = heard.count >= MANY;
        let (of, alike) = match heard.near(spread) {
            None => (itself, itself),
            Some(phrases) if itself.is_nan() || repeats => (phrases, phrases),
            Some(phrases) => (
                PHRASES * phrases + (1.0 - PHRASES) * itself,
                if is_known {
                    phrases
                } else {
                    phrases.max(itself)
                },
            ),
        };
        self.of.push(of);
        self.alike.push(alike);
        self.is_known.push(is_known);
    }
}

/// What is embedded of a passage: what stands above it, and its text.
fn text(passage: &Passage) -> String {
    let question = passage
        .question
        .iter()
        .filter(|question| **question != passage.title);
    let mut text = passage.title.clone();
    for above in passage.headings.iter().chain(question) {
        text.push('\n');
        text.push_str(above);
    }
    text.push('\n');
    text.push_str(&passage.text);
    text
}
