//! Articles that say the same twice, and articles that say different things of the same: for `frontdesk check`.
//!
//! Two clauses of different articles clash if they are about the same, each the best match of the other, hold for the same
//! cases, and state different prices, times, dates, numbers, or yes and no.

mod doubles;
mod facts;
#[cfg(test)]
mod tests;

use crate::{check::Problem, language::Language, limits, loaded::Loaded};
use facts::{Fact, Says, Stated};
use frontdesk_core::retrieval::Passage;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};

/// The share of what two clauses are about that must be common for their facts to be compared.
const ABOUT: f32 = 0.6;
/// The same for yes and no, which are easily said of different things in the same words.
const ABOUT_YES_NO: f32 = 0.75;
/// The share of what their sentences are about, for clauses that go on with what was said before.
const AROUND: f32 = 0.4;
/// Clauses with fewer words than this are read with what stands above them.
const SHORT: usize = 2;

/// A clause.
struct Clause<'a> {
    passage: usize,
    text: &'a str,
    about: BTreeSet<u32>,
    /// What its sentence is about, and what stands above it.
    around: BTreeSet<u32>,
    /// Whether its sentence begins with it: others go on with what was said before.
    is_first: bool,
    stated: Stated,
}

/// What is doubtful about some passages.
pub(crate) fn find(loaded: &Loaded, locale: &str) -> Vec<Problem> {
    let passages = &loaded.passages;
    let sample: String = passages
        .iter()
        .take(50)
        .map(|passage| passage.text.as_str())
        .collect();
    let mut analyzer = Language::of(locale, &sample).content();
    let mut numbers = Numbers::default();
    let clauses = clauses(passages, &mut analyzer, &mut numbers);
    let weights = weights(&clauses, numbers.0.len());
    let mut found: BTreeMap<(usize, usize), Problem> = BTreeMap::new();
    yes_and_no(passages, &mut analyzer, &mut numbers, &mut found);
    for Pair { a, b, alike } in matches(&clauses, &weights, passages) {
        // One of several that fit equally well says the same: the others are about something else.
        let agrees = alike
            .iter()
            .any(|(one, other)| clash(&clauses[*one], &clauses[*other], &weights).is_none());
        if let Some(what) = clash(&clauses[a], &clauses[b], &weights).filter(|_| !agrees) {
            let (one, other) = (&passages[clauses[a].passage], &passages[clauses[b].passage]);
            let what = format!(
                "it contradicts {} in the {what}: \"{}\" and \"{}\"",
                other.article,
                shown(clauses[a].text),
                shown(clauses[b].text)
            );
            let pair = (clauses[a].passage, clauses[b].passage);
            let mend = "see which is right and mend the other";
            found
                .entry(pair)
                .or_insert_with(|| Problem::warning(&one.article, what, mend));
        }
    }
    let clashing: HashSet<(usize, usize)> = found.keys().copied().collect();
    let mut problems: Vec<Problem> = found.into_values().collect();
    for (a, b, how) in doubles::find(passages, loaded.dense.as_ref()) {
        if clashing.contains(&(a, b)) {
            continue;
        }
        let what = format!(
            "it says {how} what {} says: \"{}\"",
            passages[b].article,
            shown(&passages[a].text)
        );
        problems.push(Problem::warning(
            &passages[a].article,
            what,
            "say it in one place, so that a change is made once",
        ));
    }
    problems.truncate(limits::PROBLEMS);
    problems
}

fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(100) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// Words as numbers.
#[derive(Default)]
struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, analyzer: &mut TextAnalyzer, text: &str) -> BTreeSet<u32> {
        let mut words = BTreeSet::new();
        let mut stream = analyzer.token_stream(text);
        while stream.advance() {
            let word = &stream.token().text;
            if word.chars().all(|c| c.is_numeric()) {
                continue;
            }
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            words.insert(*self.0.entry(word.clone()).or_insert(next));
        }
        words
    }
}

fn clauses<'a>(
    passages: &'a [Passage],
    analyzer: &mut TextAnalyzer,
    numbers: &mut Numbers,
) -> Vec<Clause<'a>> {
    let mut clauses = Vec::new();
    for (passage, from) in passages.iter().enumerate() {
        let above = from
            .question
            .as_ref()
            .or(from.headings.last())
            .unwrap_or(&from.title);
        let above = numbers.of(analyzer, &facts::read(above).rest);
        for sentence in sentences(&from.text) {
            let mut around = numbers.of(analyzer, &facts::read(sentence).rest);
            around.extend(&above);
            for (n, text) in split(sentence).into_iter().enumerate() {
                let stated = facts::read(text);
                let mut about = numbers.of(analyzer, &stated.rest);
                // "Tuesday to Friday" is about whatever it stands below.
                if about.len() < SHORT + stated.cases.len() {
                    about.extend(&above);
                }
                if !about.is_empty() && clauses.len() < limits::CLAUSES {
                    clauses.push(Clause {
                        passage,
                        text,
                        about,
                        around: around.clone(),
                        is_first: n == 0,
                        stated,
                    });
                }
            }
        }
    }
    clauses
}

fn sentences(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    cut(text, |at, c| {
        let space = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        c == '\n' || (matches!(c, '.' | '!' | '?' | ';') && space)
    })
}

/// What commas part in a sentence, and where something is said of two amounts: "the fee is $6 and the minimum is $30".
fn split(sentence: &str) -> Vec<&str> {
    let bytes = sentence.as_bytes();
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let clauses = cut(sentence, |at, c| {
        let space = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        let before = &sentence[..at];
        (c == ',' && space)
            || (c == ':'
                && space
                && before.ends_with(|c: char| c.is_ascii_digit() || c == 'm')
                && has_digit(before))
    });
    let both = |clause: &'_ str| {
        clause
            .split_once(" and ")
            .filter(|(a, b)| has_digit(a) && has_digit(b))
            .is_some()
    };
    let mut split = Vec::new();
    for clause in clauses {
        match clause.split_once(" and ") {
            Some((one, other)) if both(clause) => split.extend([one, other]),
            _ => split.push(clause),
        }
    }
    split
}

/// Cuts a text behind some characters; a question keeps its mark.
fn cut(text: &str, ends: impl Fn(usize, char) -> bool) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c) in text.char_indices() {
        if ends(at, c) {
            parts.push(&text[start..at + usize::from(c == '?')]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    let trimmed = parts
        .into_iter()
        .map(|part| part.trim_matches([' ', '-', '*', '|', '\n', '#']));
    trimmed.filter(|part| !part.is_empty()).collect()
}

/// Rare words say more.
fn weights(clauses: &[Clause<'_>], words: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; words];
    for word in clauses.iter().flat_map(|clause| &clause.about) {
        counts[*word as usize] += 1.0;
    }
    let total = clauses.len() as f32;
    counts
        .into_iter()
        .map(|count| (2.0 + total / count.max(1.0)).ln())
        .collect()
}

/// The share of what two clauses are about that is common.
fn similarity(a: &BTreeSet<u32>, b: &BTreeSet<u32>, weights: &[f32]) -> f32 {
    let sum = |words: &mut dyn Iterator<Item = &u32>| {
        words.map(|word| weights[*word as usize]).sum::<f32>()
    };
    let common = sum(&mut a.intersection(b));
    let all = sum(&mut a.union(b));
    common / all.max(f32::MIN_POSITIVE)
}

/// Clauses of different articles of which each is the best match of the other.
struct Pair {
    a: usize,
    b: usize,
    /// Each with all that fit it as well.
    alike: Vec<(usize, usize)>,
}

fn matches(clauses: &[Clause<'_>], weights: &[f32], passages: &[Passage]) -> Vec<Pair> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (n, clause) in clauses.iter().enumerate() {
        for word in &clause.about {
            holders.entry(*word).or_default().push(n);
        }
    }
    let article = |n: usize| passages[clauses[n].passage].article.as_str();
    let mut looks = 0;
    // The best matches of a clause in each other article.
    let mut best: HashMap<(usize, &str), (f32, Vec<usize>)> = HashMap::new();
    for n in 0..clauses.len() {
        let mut others: BTreeSet<usize> = BTreeSet::new();
        for word in &clauses[n].about {
            let holding = &holders[word];
            if holding.len() <= limits::COMMON_WORD {
                others.extend(
                    holding
                        .iter()
                        .filter(|other| article(**other) != article(n)),
                );
            }
        }
        for other in others {
            looks += 1;
            if looks > limits::COMPARISONS {
                break;
            }
            let near = similarity(&clauses[n].about, &clauses[other].about, weights);
            if near < ABOUT {
                continue;
            }
            let known = best.entry((n, article(other))).or_default();
            if near > known.0 {
                *known = (near, Vec::new());
            }
            if near >= known.0 {
                known.1.push(other);
            }
        }
    }
    let of = |a: usize, b: usize| {
        best.get(&(a, article(b)))
            .map(|(_, of)| of.as_slice())
            .unwrap_or_default()
    };
    let pairs = best
        .iter()
        .flat_map(|((n, _), (_, others))| others.iter().map(move |other| (*n, *other)));
    let mut pairs: Vec<(usize, usize)> = pairs
        .filter(|(a, b)| a < b && of(*b, *a).contains(a))
        .collect();
    pairs.sort_unstable();
    let alike = |a: usize, b: usize| of(a, b).iter().map(move |other| (a, *other));
    let pair = |(a, b)| Pair {
        a,
        b,
        alike: alike(a, b).chain(alike(b, a)).collect(),
    };
    pairs.into_iter().map(pair).collect()
}

/// In what two clauses clash.
fn clash(a: &Clause<'_>, b: &Clause<'_>, weights: &[f32]) -> Option<&'static str> {
    if a.stated.cases != b.stated.cases {
        return None;
    }
    let around = similarity(&a.around, &b.around, weights);
    if !(a.is_first && b.is_first) && around < AROUND {
        return None;
    }
    let of = |facts: &BTreeSet<Fact>, kind: &str| {
        facts
            .iter()
            .filter(|fact| fact.kind() == kind)
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let kinds: BTreeSet<&'static str> = a.stated.facts.iter().map(Fact::kind).collect();
    for kind in kinds {
        let (one, other) = (of(&a.stated.facts, kind), of(&b.stated.facts, kind));
        let differ = !other.is_empty() && !one.is_subset(&other) && !other.is_subset(&one);
        // "Call us on" is said in the same words of every telephone.
        if differ && (kind != Fact::PHONE || around >= ABOUT) {
            return Some(kind);
        }
    }
    let near = similarity(&a.about, &b.about, weights);
    let opposite = matches!(
        (a.stated.says, b.stated.says),
        (Says::Yes, Says::No) | (Says::No, Says::Yes)
    );
    (opposite && near >= ABOUT_YES_NO).then_some("answer")
}

/// The same question with a yes here and a no there.
fn yes_and_no(
    passages: &[Passage],
    analyzer: &mut TextAnalyzer,
    numbers: &mut Numbers,
    found: &mut BTreeMap<(usize, usize), Problem>,
) {
    let says = |passage: &Passage| {
        let first = passage
            .text
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default()
            .to_lowercase();
        match first.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    };
    let mut answers: HashMap<Vec<u32>, Vec<(usize, bool)>> = HashMap::new();
    for (n, passage) in passages.iter().enumerate() {
        if let (Some(question), Some(says)) = (&passage.question, says(passage)) {
            let about: Vec<u32> = numbers
                .of(analyzer, &facts::read(question).rest)
                .into_iter()
                .collect();
            if !about.is_empty() {
                answers.entry(about).or_default().push((n, says));
            }
        }
    }
    for same in answers
        .values()
        .filter(|same| same.len() <= limits::COMMON_WORD)
    {
        for (a, yes) in same {
            for (b, _) in same.iter().filter(|(b, says)| a < b && says != yes) {
                let (one, other) = (&passages[*a], &passages[*b]);
                let what = format!(
                    "it contradicts {} in the answer to \"{}\": \"{}\" and \"{}\"",
                    other.article,
                    one.question.as_deref().unwrap_or_default(),
                    shown(&one.text),
                    shown(&other.text)
                );
                let problem =
                    Problem::warning(&one.article, what, "see which is right and mend the other");
                found.entry((*a, *b)).or_insert(problem);
            }
        }
    }
}
