//! What the business of the benches knows: 68 questions with their answers.

use std::sync::LazyLock;

/// The article.
pub(crate) const ARTICLE: &str = include_str!("faq.md");

static QUESTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let questions = ARTICLE.lines().filter_map(|l| l.strip_prefix("## "));
    questions.collect()
});

/// The `n`th question, beginning again after the last.
pub(crate) fn question(n: usize) -> &'static str {
    QUESTIONS[n % QUESTIONS.len()]
}

/// How many questions there are.
pub(crate) fn count() -> usize {
    QUESTIONS.len()
}
