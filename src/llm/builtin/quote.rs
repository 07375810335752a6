//! Quotes the passage that answers: its own words, in its own order, with the number of the passage.

use super::{
    units::{Kind, Unit, units},
    words,
};
use crate::limits;
use frontdesk_core::retrieval::Passage;
use std::collections::{BTreeMap, BTreeSet};

/// A second passage is worth a look from this share of the best score on.
const NEAR: f32 = 0.6;

/// A passage may take the best one's place from this share of its score on, if it holds more of the question.
const RIVAL: f32 = 0.75;

/// An FAQ's question is the customer's if they share this much of their words.
const SAME: f32 = 0.8;

/// Beginnings that point back to the sentence before.
const POINTING: &[&str] = &[
    "it ",
    "they ",
    "this ",
    "that ",
    "these ",
    "those ",
    "however",
    "but ",
    "and ",
    "so ",
    "then ",
    "otherwise",
    "he ",
    "she ",
    "there, ",
    "both ",
    "such ",
];

/// The words that an answer begins with if its question wants a yes or a no.
const VERDICTS: [&str; 12] = [
    "yes",
    "no",
    "sure",
    "absolutely",
    "ja",
    "nein",
    "sí",
    "oui",
    "non",
    "sì",
    "sim",
    "nee",
];

/// The best passage's answer with its citation; `None` without a passage.
pub(super) fn answer(question: &str, passages: &[Passage]) -> Option<String> {
    let asked = words::stems(question);
    let first = best(&asked, passages)?;
    let quoted = plainly(quote(&asked, &passages[first])?, &asked, &passages[first]);
    let mut text = cite(&quoted, first);
    if let Some((place, also)) = second(&asked, first, &quoted, passages) {
        text.push_str("\n\n");
        text.push_str(&cite(&also, place));
    }
    Some(text)
}

/// A quotation without its "Yes," if that answers another question than the customer's.
fn plainly(quoted: String, asked: &BTreeSet<String>, passage: &Passage) -> String {
    let same = match &passage.question {
        Some(question) => likeness(asked, &words::stems(question)) >= SAME,
        None => {
            let mut own = context(passage);
            own.extend(words::stems(&passage.text));
            asked.iter().all(|word| own.contains(word))
        }
    };
    if same {
        return quoted;
    }
    let length = quoted.chars().take_while(|c| c.is_alphabetic()).count();
    let word: String = quoted
        .chars()
        .take(length)
        .flat_map(char::to_lowercase)
        .collect();
    let rest = &quoted[quoted.chars().take(length).map(char::len_utf8).sum()..];
    let after = rest.strip_prefix([',', '.', '!', ':']).map(str::trim_start);
    match after.filter(|after| VERDICTS.contains(&word.as_str()) && !after.is_empty()) {
        Some(after) => {
            let mut letters = after.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect()
        }
        None => quoted,
    }
}

/// `place` counts from 0, citations from 1.
fn cite(text: &str, place: usize) -> String {
    format!("{text} [{}]", place + 1)
}

/// The passage to quote. Retrieval finds the article; of its pieces the one that answers is an FAQ's answer to this very
/// question, else the one near the top that holds most of the question in its own text and headings.
fn best(asked: &BTreeSet<String>, passages: &[Passage]) -> Option<usize> {
    let top = passages.first()?.score;
    let twin = passages.iter().position(|p| {
        p.question
            .as_deref()
            .is_some_and(|q| !asked.is_empty() && likeness(asked, &words::stems(q)) >= SAME)
    });
    let covered = |p: &Passage| {
        let mut own = words::stems(&p.text);
        for above in p.headings.iter().chain(&p.question) {
            own.extend(words::stems(above));
        }
        asked.intersection(&own).count()
    };
    let mut most = (0, covered(&passages[0]));
    for (i, passage) in passages.iter().enumerate().skip(1) {
        let holds = covered(passage);
        if passage.score >= top * RIVAL && holds > most.1 {
            most = (i, holds);
        }
    }
    Some(twin.unwrap_or(most.0))
}

/// The share of words that two questions have in common.
fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let common = a.intersection(b).count() as f32;
    common / a.union(b).count().max(1) as f32
}

/// The next passage, if it is near the best and holds a word of the question that the quoted one lacks.
fn second(
    asked: &BTreeSet<String>,
    first: usize,
    quoted: &str,
    passages: &[Passage],
) -> Option<(usize, String)> {
    let mut told = words::stems(quoted);
    told.extend(context(&passages[first]));
    let open: BTreeSet<String> = asked.difference(&told).cloned().collect();
    let top = passages[0].score;
    let (place, next) = passages.iter().enumerate().find(|(i, _)| *i != first)?;
    if open.is_empty() || next.score < top * NEAR {
        return None;
    }
    let also = plainly(quote(asked, next)?, asked, next);
    let mut covers = words::stems(&also);
    covers.extend(context(next));
    let adds = open.iter().any(|word| covers.contains(word));
    (adds && !quoted.contains(also.as_str())).then_some((place, also))
}

/// Words that stand above a passage: its question, else its headings.
fn context(passage: &Passage) -> BTreeSet<String> {
    let mut stems = words::stems(&passage.title);
    for heading in &passage.headings {
        stems.extend(words::stems(heading));
    }
    if let Some(question) = &passage.question {
        stems.extend(words::stems(question));
    }
    stems
}

/// What a passage says to the question; `None` if it is empty.
fn quote(asked: &BTreeSet<String>, passage: &Passage) -> Option<String> {
    let text = passage.text.trim();
    let whole = if passage.question.is_some() {
        limits::ANSWER_CHARS
    } else {
        limits::WHOLE_CHARS
    };
    if text.is_empty() {
        return None;
    }
    let units = units(text);
    if text.chars().count() <= whole || units.len() < 2 {
        return Some(text.to_owned());
    }
    let picked = pick(&units, &scores(asked, &units, &context(passage)));
    Some(join(&units, &picked))
}

/// How well each unit answers: rare words of the question count more, words of the headings count half.
fn scores(asked: &BTreeSet<String>, units: &[Unit], above: &BTreeSet<String>) -> Vec<f32> {
    let stems: Vec<BTreeSet<String>> = units.iter().map(|u| words::stems(&u.text)).collect();
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in stems.iter().flatten() {
        *frequency.entry(stem).or_default() += 1;
    }
    let weight = |word: &str| {
        let seen = frequency.get(word).copied().unwrap_or(1);
        let rare = 1.0 / (seen as f32).sqrt();
        if above.contains(word) {
            rare / 2.0
        } else {
            rare
        }
    };
    stems
        .iter()
        .map(|own| {
            asked
                .iter()
                .filter(|w| own.contains(*w))
                .map(|w| weight(w))
                .sum()
        })
        .collect()
}

/// The places of the units to quote: the best one, what it needs to be understood, and others that answer as well.
fn pick(units: &[Unit], scores: &[f32]) -> BTreeSet<usize> {
    let best = (0..units.len()).fold(0, |b, i| if scores[i] > scores[b] { i } else { b });
    let mut picked = BTreeSet::new();
    add(units, &mut picked, best);
    let mut others: Vec<usize> = (0..units.len())
        .filter(|&i| scores[i] > 0.0 && scores[i] >= scores[best] / 2.0)
        .collect();
    others.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    for i in others {
        add(units, &mut picked, i);
    }
    // What follows the best sentence often completes it.
    for i in best + 1..units.len() {
        if units[i].block != units[best].block && units[best].kind == Kind::Sentence {
            break;
        }
        add(units, &mut picked, i);
    }
    picked
}

/// Adds a unit with those it leans on if they fit, else alone.
fn add(units: &[Unit], picked: &mut BTreeSet<usize>, i: usize) {
    for wanted in [family(units, i), BTreeSet::from([i])] {
        let together: BTreeSet<usize> = picked.union(&wanted).copied().collect();
        if fits(units, &together) {
            *picked = together;
            return;
        }
    }
    if picked.is_empty() {
        picked.insert(i);
    }
}

/// A unit and those without which it is not understood: the sentence it points back to, the list it announces or is part
/// of, the header of its table.
fn family(units: &[Unit], i: usize) -> BTreeSet<usize> {
    let mut family = BTreeSet::from([i]);
    match units[i].kind {
        Kind::Sentence if units[i].text.ends_with(':') => family.extend(list_after(units, i)),
        Kind::Sentence => family.extend(pointed_at(units, i)),
        Kind::Item => {
            family.extend(lead_of(units, i));
            let list = (0..units.len()).filter(|&j| units[j].block == units[i].block);
            family.extend(list);
        }
        Kind::Row => family.extend(head_of(units, i)),
    }
    family
}

fn fits(units: &[Unit], picked: &BTreeSet<usize>) -> bool {
    let chars: usize = picked
        .iter()
        .map(|&i| units[i].text.chars().count() + 1)
        .sum();
    let count = |kind| picked.iter().filter(|&&i| units[i].kind == kind).count();
    chars <= limits::QUOTE_CHARS
        && count(Kind::Sentence) <= limits::QUOTE_SENTENCES
        && count(Kind::Item) + count(Kind::Row) <= limits::QUOTE_ITEMS
}

/// The sentence before one that points back to it.
fn pointed_at(units: &[Unit], i: usize) -> Option<usize> {
    let start = units[i].text.to_lowercase();
    let before = i.checked_sub(1)?;
    let points = POINTING.iter().any(|p| start.starts_with(p));
    (points && units[before].block == units[i].block).then_some(before)
}

/// The list after a sentence that announces it.
fn list_after(units: &[Unit], i: usize) -> impl Iterator<Item = usize> {
    let block = units.get(i + 1).map(|u| u.block);
    (i + 1..units.len())
        .take_while(move |&j| Some(units[j].block) == block && units[j].kind == Kind::Item)
        .take(limits::QUOTE_ITEMS)
}

/// The sentence that announces the list of an item.
fn lead_of(units: &[Unit], i: usize) -> Option<usize> {
    let lead = (0..i).rev().find(|&j| units[j].block != units[i].block)?;
    units[lead].text.ends_with(':').then_some(lead)
}

/// The header of a row's table.
fn head_of(units: &[Unit], i: usize) -> impl Iterator<Item = usize> {
    (0..i)
        .filter(move |&j| units[j].block == units[i].block)
        .take(2)
}

/// The picked units as text: sentences of a paragraph side by side, items below each other.
fn join(units: &[Unit], picked: &BTreeSet<usize>) -> String {
    let mut text = String::new();
    let mut last: Option<&Unit> = None;
    for &i in picked {
        let unit = &units[i];
        match last {
            Some(l) if l.block != unit.block => text.push_str("\n\n"),
            Some(_) if unit.kind == Kind::Sentence => text.push(' '),
            Some(_) => text.push('\n'),
            None => {}
        }
        text.push_str(&unit.text);
        last = Some(unit);
    }
    text
}
