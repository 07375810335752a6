//! How well each passage fits a query by its words: BM25 over the fields of [`Index`].
//!
//! tantivy's own scorers tell the sum alone. The floor under which the desk says "I don't know" needs the most that each
//! word could have brought as well, so the postings are added up here.

use crate::{
    index::{Index, SATURATION, Words},
    language::Language,
    limits, pieces, typo,
};
use std::collections::HashSet;
use tantivy::{
    DocSet, TERMINATED,
    postings::Postings,
    schema::IndexRecordOption,
    tokenizer::{LowerCaser, TextAnalyzer, Token, TokenStream},
};

pub(crate) fn tune(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// The weight of a way of asking.
fn asked() -> f32 { tune("WQ", 1.0) }
/// The weight of titles and headings.
fn above() -> f32 { tune("WH", 0.7) }
/// The weight of a text.
fn text_() -> f32 { tune("WB", 1.0) }
/// The weight of the answer to a question.
fn answer() -> f32 { tune("WA", 0.3) }
fn least() -> f32 { tune("UNK", 5.0) }
/// The same for words that say nothing, in a query that has no others.
const SILENT: f32 = 0.5;
/// Two words that are one have at least this together, in bytes; shorter ones are too often one by chance.
const COMPOUND_BYTES: usize = 6;
/// What a word found by mending a slip counts.
const MENDED: f32 = 0.7;

/// What each passage scores.
pub(crate) struct Scores {
    /// By position; 0 where no word of the query is found.
    pub(crate) of: Vec<f32>,
    /// The most that a passage with every word of the query at its best place could score.
    pub(crate) reach: f32,
}

/// A word of a query.
#[derive(Debug, Default)]
struct Word {
    /// The stems it may stand for, each with its weight.
    stems: Vec<(String, f32)>,
    /// What it counts at least in what a passage could reach: a word in few places of little weight is weak evidence, and
    /// one in no place is evidence against all.
    least: f32,
}

impl Index {
    /// Scores every passage for a query.
    pub(crate) fn score(&self, query: &str) -> std::io::Result<Scores> {
        let mut sum = Sum::new(self);
        let mut reach = 0.0;
        for word in self.words(query) {
            reach += sum.add(&word)?.max(word.least);
        }
        Ok(Scores { of: sum.end(), reach })
    }

    /// What a query asks for, each word once: those that say something or, if none does, all.
    fn words(&self, query: &str) -> Vec<Word> {
        let mut reading = Reading::new(self);
        let mut plain = TextAnalyzer::builder(crate::words::Words).filter(LowerCaser).build();
        plain.token_stream(query).process(&mut |token| reading.take(token));
        if reading.telling.is_empty() { reading.silent } else { reading.telling }
    }

    fn knows(&self, stem: &str) -> bool {
        [&self.asked, &self.above, &self.text]
            .iter()
            .any(|field| matches!(field.inverted.terms().term_ord(stem), Ok(Some(_))))
    }

    /// The known words that are one slip away from an unknown one, the most common first.
    fn mended(&self, stem: &str) -> Vec<(String, f32)> {
        let Some(first) = stem.chars().next() else {
            return Vec::new();
        };
        let mut near: Vec<(u32, String)> = Vec::new();
        for field in [&self.asked, &self.text] {
            let from = first.to_string();
            let Ok(mut known) = field.inverted.terms().range().ge(&from).into_stream() else {
                continue;
            };
            while known.advance() {
                let Ok(word) = std::str::from_utf8(known.key()) else {
                    continue;
                };
                if !word.starts_with(first) {
                    break;
                }
                if typo::is_slip(stem, word) && !near.iter().any(|(_, known)| known == word) {
                    near.push((known.value().doc_freq, word.to_owned()));
                }
            }
        }
        near.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        near.truncate(limits::MENDS);
        near.into_iter().map(|(_, word)| (word, MENDED)).collect()
    }
}

/// A query while it is read.
struct Reading<'a> {
    index: &'a Index,
    language: Language,
    seen: HashSet<String>,
    telling: Vec<Word>,
    silent: Vec<Word>,
    /// The word before, to see whether both are one (`wheel chair`, `take out`).
    before: String,
    mends: usize,
}

impl<'a> Reading<'a> {
    fn new(index: &'a Index) -> Self {
        Self {
            index,
            language: index.language.clone(),
            seen: HashSet::new(),
            telling: Vec::new(),
            silent: Vec::new(),
            before: String::new(),
            mends: limits::MENDED_WORDS,
        }
    }

    fn take(&mut self, token: &Token) {
        if self.seen.len() >= limits::QUERY_WORDS {
            return;
        }
        let word = token.text.as_str();
        if token.position_length > 1 {
            self.take_compound(word);
            return;
        }
        let before = std::mem::replace(&mut self.before, word.to_owned());
        self.take_word(word);
        if before.len() + word.len() >= COMPOUND_BYTES {
            self.take_compound(&(before + word));
        }
    }

    fn take_word(&mut self, word: &str) {
        let stem = self.language.stem(word);
        if stem.is_empty() || !self.seen.insert(stem.clone()) {
            return;
        }
        if self.language.is_silent(word) {
            self.silent.push(Word { stems: vec![(stem, 1.0)], least: SILENT });
        } else if self.index.knows(&stem) {
            self.telling.push(Word { stems: vec![(stem, 1.0)], least: least() });
        } else {
            let mended = self.mends > 0 && may_be_slip(word);
            self.mends -= usize::from(mended);
            let stems = if mended { self.index.mended(&stem) } else { Vec::new() };
            // Numbers of people, days and orders are in no article, and nothing is wrong with that.
            let least = if word.chars().all(char::is_numeric) { 0.0 } else { least() };
            self.telling.push(Word { stems, least });
        }
    }

    /// Two words that are written as one in the articles.
    fn take_compound(&mut self, word: &str) {
        let stem = self.language.stem(word);
        if self.index.knows(&stem) && self.seen.insert(stem.clone()) {
            for part in self.telling.iter_mut().rev().take(2).filter(|part| part.stems.is_empty()) {
                part.least = 0.0;
            }
            self.telling.push(Word { stems: vec![(stem, 1.0)], least: least() });
        }
    }
}

/// Whether a word may be a slip: long enough to tell, no number, and no word that people do write.
fn may_be_slip(word: &str) -> bool {
    word.chars().count() >= 4 && word.chars().all(char::is_alphabetic) && !pieces::is_word(word)
}

/// The scores while they are added up.
struct Sum<'a> {
    index: &'a Index,
    /// Of text and headings, by passage.
    of: Vec<f32>,
    /// Of the phrases.
    asked: Vec<f32>,
    /// Of the present word, by passage: in text and headings, and in the best phrase.
    word: Vec<f32>,
    word_asked: Vec<f32>,
    touched: Vec<usize>,
}

impl<'a> Sum<'a> {
    fn new(index: &'a Index) -> Self {
        let (passages, phrases) = (index.passages, index.answers.len());
        Self {
            index,
            of: vec![0.0; passages],
            asked: vec![0.0; phrases],
            word: vec![0.0; passages],
            word_asked: vec![0.0; passages],
            touched: Vec::new(),
        }
    }

    /// Adds a word, and gives the most it brings to any passage.
    fn add(&mut self, word: &Word) -> std::io::Result<f32> {
        let index = self.index;
        for (stem, weight) in &word.stems {
            each(&index.above, stem, |passage, score| {
                self.word[passage] += weight * above() * score;
                self.touched.push(passage);
            })?;
            each(&index.text, stem, |passage, score| {
                let place = if index.is_answer[passage] { answer() } else { text_() };
                self.word[passage] += weight * place * score;
                self.touched.push(passage);
            })?;
            each(&index.asked, stem, |document, score| {
                let phrase = document - index.passages;
                let score = weight * asked() * score;
                self.asked[phrase] += score;
                for passage in index.answers[phrase].clone() {
                    self.word_asked[passage] = self.word_asked[passage].max(score);
                    self.touched.push(passage);
                }
            })?;
        }
        let mut best = 0.0_f32;
        for passage in self.touched.drain(..) {
            let word = std::mem::take(&mut self.word[passage]);
            self.of[passage] += word;
            best = best.max(word + std::mem::take(&mut self.word_asked[passage]));
        }
        Ok(best)
    }

    /// The scores of the passages, each with its best phrase.
    fn end(mut self) -> Vec<f32> {
        let mut best = self.word_asked;
        for (score, answers) in self.asked.iter().zip(&self.index.answers) {
            if *score > 0.0 {
                for passage in answers.clone() {
                    best[passage] = best[passage].max(*score);
                }
            }
        }
        for (of, best) in self.of.iter_mut().zip(best) {
            *of += best;
        }
        self.of
    }
}

/// The BM25 of one word in each document of a field that has it.
fn each(words: &Words, stem: &str, mut take: impl FnMut(usize, f32)) -> std::io::Result<()> {
    let Some(term) = words.inverted.terms().get(stem)? else {
        return Ok(());
    };
    let having = term.doc_freq as f32;
    let rarity = (1.0 + (words.documents - having + 0.5) / (having + 0.5)).ln();
    let mut postings =
        words.inverted.read_postings_from_terminfo(&term, IndexRecordOption::WithFreqs)?;
    let mut document = postings.doc();
    while document != TERMINATED {
        let often = postings.term_freq() as f32;
        let score = rarity * often * (SATURATION + 1.0) / (often + words.length(document));
        take(document as usize, score);
        document = postings.advance();
    }
    Ok(())
}
