//! Where the kinds of evidence meet: what a query's words say of each passage ([`crate::score`]), and its meaning
//! ([`crate::dense`]). Out come the best passages, and whether they are good enough to answer from.

use crate::{dense::Near, index::Index, score::Scores};

/// The floor of `Found::confident`: below it the best passage has too little of what was asked. One number for both kinds
/// of evidence ([`Evidence`]). On the sample business (`tests/harbor_bistro.rs`) it lets 98 % of the plain questions that its
/// articles answer through, and 3 % of others; of hard ones, in other words than the articles' or in their words on something else,
/// 95 % and 17 %. By words alone it is 96, 9, 91 and 17 %.
pub const FLOOR: f32 = 0.45;

/// The share of meaning in the score of an entry of an FAQ: short, and asked for in any words.
const FAQ: f32 = 0.85;
/// The share of meaning in the score of a passage: long enough to hold the words that are asked for.
const TEXT: f32 = 0.5;
/// A passage without a word of the query is found from this similarity on.
const LIKE: f32 = 0.2;

/// The share of likeness in the confidence in an entry that is known by many phrases.
const KNOWN: f32 = 0.8;
/// The same in a text.
const READ: f32 = 0.5;
/// What a text has more, so that one floor is right for both.
const READ_MORE: f32 = 0.05;

/// The passages in the order in which they fit a query.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    /// Positions and scores, best first.
    pub(crate) best: Vec<(usize, f32)>,
    /// How sure the best one is, from 0 to 1.
    pub(crate) confidence: f32,
}

impl Ranking {
    /// Ranks at most `limit` of the passages that `allowed` lets through.
    pub(crate) fn of(
        index: &Index,
        words: &Scores,
        near: Option<&Near>,
        limit: usize,
        allowed: impl Fn(usize) -> bool,
    ) -> Self {
        let found = |passage: usize| {
            words.of[passage] > 0.0 || near.is_some_and(|near| near.of[passage] >= LIKE)
        };
        let mut best: Vec<(usize, f32)> = (0..index.passages)
            .filter(|&passage| allowed(passage))
            .map(|passage| (passage, words.of[passage]))
            .collect();
        if let Some(near) = near {
            mix(&mut best, index, near);
        }
        best.retain(|(passage, _)| found(*passage));
        let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if best.len() > limit && limit > 0 {
            best.select_nth_unstable_by(limit - 1, order);
        }
        best.truncate(limit);
        best.sort_unstable_by(order);
        let confidence = (0..index.passages)
            .filter(|&passage| allowed(passage))
            .map(|passage| Evidence::of(passage, words, near).confidence())
            .fold(0.0, f32::max);
        Self { best, confidence }
    }
}

/// What speaks for a passage, in numbers that compare across queries: the share of what the query's words could bring, and
/// how alike it is.
struct Evidence {
    words: f32,
    alike: Option<f32>,
    is_known: bool,
}

impl Evidence {
    fn of(passage: usize, words: &Scores, near: Option<&Near>) -> Self {
        let share = words.of[passage] / words.reach.max(f32::MIN_POSITIVE);
        Self {
            words: share.clamp(0.0, 1.0),
            alike: near
                .map(|near| near.alike[passage])
                .filter(|alike| !alike.is_nan()),
            is_known: near.is_some_and(|near| near.is_known[passage]),
        }
    }

    /// Two detectors. An entry that shows how customers ask for it is told by likeness, nearly alone: with 150 phrases for
    /// each of 15 entries, 95 % of what is asked of other businesses is told, and 96 % of its own kept. A text
    /// is told by words and likeness together.
    fn confidence(&self) -> f32 {
        let Some(alike) = self.alike else {
            return self.words;
        };
        let (share, more) = if self.is_known {
            (KNOWN, 0.0)
        } else {
            (READ, READ_MORE)
        };
        let mixed = share * alike + (1.0 - share) * self.words;
        if mixed > 0.0 {
            (mixed + more).min(1.0)
        } else {
            0.0
        }
    }
}

/// Puts the scores by words and by meaning on one scale, over the passages that are compared, and mixes them by the kind
/// of each.
fn mix(scores: &mut [(usize, f32)], index: &Index, near: &Near) {
    let words = Scale::over(scores.iter().map(|(_, score)| *score));
    let meaning = Scale::over(scores.iter().map(|(passage, _)| near.of[*passage]));
    for (passage, score) in scores {
        let share = if index.is_answer[*passage] { FAQ } else { TEXT };
        let by_words = words.of(*score);
        // What has no vector yet is as near as its words are.
        let by_meaning = match near.of[*passage] {
            unknown if unknown.is_nan() => by_words,
            near => meaning.of(near),
        };
        *score = share * by_meaning + (1.0 - share) * by_words;
    }
}

/// From the smallest of some numbers, 0, to the largest, 1.
struct Scale {
    low: f32,
    width: f32,
}

impl Scale {
    fn over(numbers: impl Iterator<Item = f32>) -> Self {
        let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
        for number in numbers.filter(|number| !number.is_nan()) {
            low = low.min(number);
            high = high.max(number);
        }
        Self {
            low,
            width: high - low,
        }
    }

    fn of(&self, number: f32) -> f32 {
        if self.width > 0.0 {
            (number - self.low) / self.width
        } else {
            0.0
        }
    }
}
