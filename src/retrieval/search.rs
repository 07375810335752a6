//! A question to its passages, and whether they are good enough to answer from.

use crate::{index::Index, limits, score::Scores};
use frontdesk_core::retrieval::{Found, Passage};

/// The floor of [`Found::confident`]: below it the best passage shares too little with the question. Measured on the
/// sample business (`tests/harbor_bistro.rs`): it lets 96 % of the plain questions that its articles answer through, and
/// 9 % of others; of hard ones, in other words than the articles' or in their words on something else, 91 % and 17 %.
pub const FLOOR: f32 = 0.45;

/// The passages in the order in which they fit a query.
///
/// This is the one place where the kinds of evidence meet. Today there is one, the words; vectors join in
/// [`Ranking::of`] with a weight of their own, scaled as the words are.
pub(crate) struct Ranking {
    /// Positions and scores, best first.
    pub(crate) best: Vec<(usize, f32)>,
    /// How much of what was asked for the best one has, from 0 to 1.
    pub(crate) confidence: f32,
}

impl Ranking {
    /// Ranks at most `limit` of the passages that `allowed` lets through.
    pub(crate) fn of(words: &Scores, limit: usize, allowed: impl Fn(usize) -> bool) -> Self {
        let mut best: Vec<(usize, f32)> = words.of.iter().copied().enumerate().collect();
        best.retain(|(passage, score)| *score > 0.0 && allowed(*passage));
        let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if best.len() > limit && limit > 0 {
            best.select_nth_unstable_by(limit - 1, order);
        }
        best.truncate(limit);
        best.sort_unstable_by(order);
        let top = best.first().map_or(0.0, |(_, score)| *score);
        let confidence = if words.reach > 0.0 {
            (top / words.reach).clamp(0.0, 1.0)
        } else {
            0.0
        };
        Self { best, confidence }
    }
}

/// The passages for a question.
pub(crate) fn search(
    index: &Index,
    passages: &[Passage],
    query: &str,
    limit: usize,
    floor: f32,
) -> std::io::Result<Found> {
    let ranking = Ranking::of(
        &index.score(query)?,
        limit.clamp(1, limits::RESULTS),
        |_| true,
    );
    let mut found = Found {
        confident: !ranking.best.is_empty() && ranking.confidence >= floor,
        confidence: ranking.confidence,
        passages: Vec::with_capacity(ranking.best.len()),
    };
    for (passage, score) in ranking.best.into_iter().take(limit) {
        found.passages.push(Passage {
            score,
            ..passages[passage].clone()
        });
    }
    Ok(found)
}
