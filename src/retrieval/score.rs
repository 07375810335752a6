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

/// The weight of a way of asking.
const ASKED: f32 = 1.0;
/// The weight of titles and headings.
const ABOVE: f32 = 0.7;
/// The weight of a text.
const TEXT: f32 = 1.0;
/// The weight of the answer to a question of an FAQ: more would hide what was asked behind what happens to be said.
const ANSWER: f32 = 0.4;
/// What a word counts at least in what a passage could reach, in units of BM25: a little more than a word that is in one
/// place only. Found only in passing it is weak evidence.
const LEAST: f32 = 1.22;
/// The same for a word that is found nowhere, which is evidence against every passage.
const UNKNOWN: f32 = 1.8;
/// What words that say nothing add to a phrase that has others of the query, too: how something is asked ("how do I",
/// "where is") tells apart what else is asked in the same words.
const MANNER: f32 = 0.8;
/// The same as [`LEAST`] for words that say nothing, in a query that has no others.
const SILENT: f32 = 0.61;
/// From so many documents on, that no longer grows: by then a word of one place is a rare word of the language, too.
const MANY: f32 = 200.0;
/// Two words that are one have at least this together, in bytes; shorter ones are too often one by chance.
const COMPOUND_BYTES: usize = 6;
/// Shorter words are not mended, in bytes: too many others are near.
const MENDED_BYTES: usize = 4;
/// What a word found by mending a slip counts.
const MENDED: f32 = 0.7;

/// Words that turn what is said around, in the languages whose lists of silent words have them.
const NEGATIONS: [&str; 22] = [
    "not", "no", "non", "never", "without", "nor", "cannot", "nicht", "kein", "keine", "ohne",
    "sin", "nunca", "ne", "pas", "sans", "senza", "não", "sem", "niet", "geen", "zonder",
];

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
    /// What it counts at least in what a passage could reach, in units of the rarest word.
    least: f32,
}

impl Index {
    /// Scores every passage for a query.
    pub(crate) fn score(&self, query: &str) -> std::io::Result<Scores> {
        let mut sum = Sum::new(self);
        let mut reach = 0.0;
        let (words, silent, longest) = self.words(query);
        sum.longest = longest;
        let rare = rarity(
            1.0,
            (self.passages.max(self.answers.len()) as f32).min(MANY),
        );
        for word in words {
            reach += sum.add(&word)?.max(word.least * rare);
        }
        for word in silent {
            sum.add_silent(&word)?;
        }
        Ok(Scores {
            of: sum.end(),
            reach,
        })
    }

    /// What a query asks for, each word once: those that say something or, if none does ("where are you?"), all. These
    /// mean something together only, so they are looked for in phrases that have hardly more words: the second value.
    fn words(&self, query: &str) -> (Vec<Word>, Vec<Word>, u32) {
        let mut reading = Reading::new(self);
        let mut plain = TextAnalyzer::builder(crate::words::Words)
            .filter(LowerCaser)
            .build();
        plain
            .token_stream(query)
            .process(&mut |token| reading.take(token));
        match reading.telling.is_empty() {
            true => (reading.silent, Vec::new(), reading.read + 1),
            false => (reading.telling, reading.silent, u32::MAX),
        }
    }

    /// The stems of the words of a text that say something, each once. "Not" says something here.
    pub(crate) fn telling(&self, text: &str) -> Vec<String> {
        let mut language = self.language.clone();
        let mut told = Vec::new();
        let mut words = TextAnalyzer::builder(crate::words::Words)
            .filter(LowerCaser)
            .build();
        words.token_stream(text).process(&mut |token| {
            let word = token.text.as_str();
            if told.len() >= limits::QUERY_WORDS || token.position_length > 1 {
                return;
            }
            let stem = language.stem(word);
            let tells = NEGATIONS.contains(&word) || !language.is_silent(word);
            if tells && !stem.is_empty() && !told.contains(&stem) {
                told.push(stem);
            }
        });
        told
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
    /// Where that word stands, or would stand, among the telling ones.
    before_at: usize,
    mends: usize,
    read: u32,
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
            before_at: 0,
            mends: limits::MENDED_WORDS,
            read: 0,
        }
    }

    fn take(&mut self, token: &Token) {
        if self.seen.len() >= limits::QUERY_WORDS {
            return;
        }
        let word = token.text.as_str();
        if token.position_length > 1 {
            // Its parts stand beside it and are put together below.
            return;
        }
        self.read += 1;
        let before = std::mem::replace(&mut self.before, word.to_owned());
        let from = std::mem::replace(&mut self.before_at, self.telling.len());
        self.take_word(word);
        if before.len() + word.len() >= COMPOUND_BYTES {
            self.take_compound(&before, word, from);
        }
    }

    fn take_word(&mut self, word: &str) {
        let stem = self.language.stem(word);
        if stem.is_empty() || !self.seen.insert(stem.clone()) {
            return;
        }
        let is_slip = may_be_slip(word, &stem) && !self.index.knows(&stem);
        if self.language.is_silent(word) || is_slip && self.language.is_nearly_silent(word) {
            self.silent.push(Word {
                stems: vec![(stem, 1.0)],
                least: SILENT,
            });
        } else if self.index.knows(&stem) {
            self.telling.push(Word {
                stems: vec![(stem, 1.0)],
                least: LEAST,
            });
        } else {
            let mended = self.mends > 0 && is_slip && word.len() >= MENDED_BYTES;
            self.mends -= usize::from(mended);
            let stems = if mended {
                self.index.mended(&stem)
            } else {
                Vec::new()
            };
            // Numbers of people, days and orders are in no article, and nothing is wrong with that.
            let least = if word.chars().all(char::is_numeric) {
                0.0
            } else {
                UNKNOWN
            };
            self.telling.push(Word { stems, least });
        }
    }

    /// Two words that the articles write as one. It stands for them where one of them says nothing here; known words
    /// stand for themselves, or the pair would count twice.
    fn take_compound(&mut self, one: &str, other: &str, from: usize) {
        let stem = self.language.stem(&format!("{one}{other}"));
        let mut says_nothing = |word: &str| {
            self.language.is_silent(word) || !self.index.knows(&self.language.stem(word))
        };
        let alone = says_nothing(one) || says_nothing(other);
        if alone && self.index.knows(&stem) && self.seen.insert(stem.clone()) {
            self.telling.truncate(from);
            self.telling.push(Word {
                stems: vec![(stem, 1.0)],
                least: LEAST,
            });
        }
    }
}

/// Whether a word may be a slip: long enough to tell, no number, and no word that people do write.
fn may_be_slip(word: &str, stem: &str) -> bool {
    word.len() >= 3
        && word.chars().all(char::is_alphabetic)
        && !(stem.len()..=word.len())
            .filter_map(|end| word.get(..end))
            .any(pieces::is_word)
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
    /// Phrases of more words are passed over.
    longest: u32,
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
            longest: u32::MAX,
        }
    }

    /// Adds a word, and gives the most it brings to any passage.
    fn add(&mut self, word: &Word) -> std::io::Result<f32> {
        let index = self.index;
        for (stem, weight) in &word.stems {
            each(&index.above, stem, |passage, score| {
                self.word[passage] += weight * ABOVE * score;
                self.touched.push(passage);
            })?;
            each(&index.text, stem, |passage, score| {
                let place = if index.is_answer[passage] {
                    ANSWER
                } else {
                    TEXT
                };
                self.word[passage] += weight * place * score;
                self.touched.push(passage);
            })?;
            each(&index.asked, stem, |document, score| {
                if index.asked.count(document) > self.longest {
                    return;
                }
                let phrase = document - index.passages;
                let score = weight * ASKED * score;
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

    fn add_silent(&mut self, word: &Word) -> std::io::Result<()> {
        let index = self.index;
        for (stem, weight) in &word.stems {
            each(&index.asked, stem, |document, score| {
                let asked = &mut self.asked[document - index.passages];
                if *asked > 0.0 {
                    *asked += weight * MANNER * score;
                }
            })?;
        }
        Ok(())
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

/// How much a word tells that `having` of all documents have (BM25's idf).
fn rarity(having: f32, documents: f32) -> f32 {
    (1.0 + (documents - having + 0.5) / (having + 0.5)).ln()
}

/// The BM25 of one word in each document of a field that has it.
fn each(words: &Words, stem: &str, mut take: impl FnMut(usize, f32)) -> std::io::Result<()> {
    let Some(term) = words.inverted.terms().get(stem)? else {
        return Ok(());
    };
    let having = term.doc_freq as f32;
    let rarity = rarity(having, words.documents);
    let mut postings = words
        .inverted
        .read_postings_from_terminfo(&term, IndexRecordOption::WithFreqs)?;
    let mut document = postings.doc();
    while document != TERMINATED {
        let often = postings.term_freq() as f32;
        let score = rarity * often * (SATURATION + 1.0) / (often + words.length(document));
        take(document as usize, score);
        document = postings.advance();
    }
    Ok(())
}
