//! Passages of different articles that say the same.

use crate::{dense::Dense, limits};
use frontdesk_core::retrieval::Passage;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The share of the runs of words of two texts that both have, in near-duplicates.
const SAME: f32 = 0.6;
/// Words of a run.
const RUN: usize = 4;
/// Runs from which on a text is long enough to be compared.
const RUNS: usize = 16;
/// Likeness by meaning of near-duplicates. Different passages on one thing have up to 0.9.
const SAME_MEANING: f32 = 0.955;

/// Passages of different articles that say the same, and how that is known.
pub(super) fn find(
    passages: &[Passage],
    dense: Option<&Dense>,
) -> Vec<(usize, usize, &'static str)> {
    let texts: Vec<HashSet<u64>> = passages.iter().map(|passage| runs(&passage.text)).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (n, runs) in texts.iter().enumerate() {
        runs.iter()
            .for_each(|run| holders.entry(*run).or_default().push(n));
    }
    let mut common: HashMap<(usize, usize), usize> = HashMap::new();
    for holding in holders
        .values()
        .filter(|holding| holding.len() <= limits::COMMON_RUN)
    {
        for (at, a) in holding.iter().enumerate() {
            for b in &holding[at + 1..] {
                *common.entry((*a.min(b), *a.max(b))).or_default() += 1;
            }
        }
    }
    // Facts for tools are said again in words: that is what they are for.
    let is_prose = |n: usize| !passages[n].article.ends_with(".json");
    let elsewhere = |a: usize, b: usize| {
        passages[a].article != passages[b].article && is_prose(a) && is_prose(b)
    };
    let mut found: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    for ((a, b), count) in common {
        let all = texts[a].len() + texts[b].len() - count;
        if all >= RUNS && count as f32 >= SAME * all as f32 && elsewhere(a, b) {
            found.insert((a, b), "word for word");
        }
    }
    if let Some(dense) = dense {
        for (a, b) in dense.same(passages.len().min(limits::COMPARED_VECTORS), SAME_MEANING) {
            if elsewhere(a, b) && texts[a].len().min(texts[b].len()) >= RUNS {
                found.entry((a, b)).or_insert("nearly");
            }
        }
    }
    found.into_iter().map(|((a, b), how)| (a, b, how)).collect()
}

/// The runs of words of a text, as hashes.
fn runs(text: &str) -> HashSet<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let hash = |run: &[&str]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(RUN).map(hash).collect()
}
