//! Phrases that say what somebody is up to, found in one pass over the words of a text. Rules stand in tables, one a line:
//!
//! ```text
//! @order = instruction*|prompt*|rule*
//! 3 ignore|forget ..3 previous|prior ..2 @order
//! ```
//!
//! A rule is its weight and its words in order: `a|b` is either, `a*` is every word that begins so, `..3` is up to three words of any kind
//! between (but not "my" or "our": what is the writer's own is no matter of ours), `$` is the end of the text (also `$|and`), `@name` a list from above.

use std::collections::HashMap;

/// Words between which a gap does not reach.
const OWN: [&str; 4] = ["my", "our", "mine", "ours"];

/// A table of rules, read once.
pub(super) struct Phrases {
    rules: Vec<Rule>,
    /// The rules by the first letters of the words they can begin with.
    heads: HashMap<[char; 2], Vec<usize>>,
}

struct Rule {
    weight: u32,
    source: &'static str,
    items: Vec<Item>,
}

enum Item {
    Word(Vec<(&'static str, bool)>),
    Gap(usize),
}

impl Phrases {
    /// Reads a table. Its lines are ours, so that a bad one is a defect.
    pub(super) fn new(table: &'static str) -> Self {
        let mut lists: HashMap<&'static str, Vec<(&'static str, bool)>> = HashMap::new();
        let mut rules = Vec::new();
        for line in table
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            if let Some((name, words)) = line.strip_prefix('@').and_then(|l| l.split_once(" = ")) {
                let words = words_of(words, &lists);
                lists.insert(name, words);
                continue;
            }
            let (weight, pattern) = line.split_once(' ').expect("a rule has a weight and words");
            let items = pattern
                .split_whitespace()
                .map(|item| match item.strip_prefix("..") {
                    Some(n) => Item::Gap(n.parse().expect("a gap has a number")),
                    None => Item::Word(words_of(item, &lists)),
                });
            rules.push(Rule {
                weight: weight.parse().expect("a weight is a number"),
                source: pattern,
                items: items.collect(),
            });
        }
        let mut heads: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        for (n, rule) in rules.iter().enumerate() {
            let Some(Item::Word(words)) = rule.items.first() else {
                unreachable!("a rule begins with a word: {}", rule.source);
            };
            for (word, _) in words {
                let rules = heads.entry(head(word)).or_default();
                if rules.last() != Some(&n) {
                    rules.push(n);
                }
            }
        }
        Self { rules, heads }
    }

    /// The rules that hold for these words, each once: its weight and how it reads in the table.
    pub(super) fn hits(&self, words: &[String]) -> Vec<(u32, &'static str)> {
        let mut seen = vec![false; self.rules.len()];
        for (at, word) in words.iter().enumerate() {
            for &n in self.heads.get(&head(word)).into_iter().flatten() {
                seen[n] = seen[n] || holds(&self.rules[n].items, words, at);
            }
        }
        let hits = self.rules.iter().zip(seen).filter(|(_, seen)| *seen);
        hits.map(|(rule, _)| (rule.weight, rule.source)).collect()
    }

    /// Where rules hold, in the order of the words: the weight, and the first word and the one behind the last.
    pub(super) fn spans(&self, words: &[String]) -> Vec<(u32, std::ops::Range<usize>)> {
        let mut spans = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for &n in self.heads.get(&head(word)).into_iter().flatten() {
                if let Some(end) = end(&self.rules[n].items, words, at) {
                    spans.push((self.rules[n].weight, at..end.min(words.len())));
                }
            }
        }
        spans
    }

    /// Whether any rule holds.
    pub(super) fn holds(&self, words: &[String]) -> bool {
        words.iter().enumerate().any(|(at, word)| {
            let rules = self.heads.get(&head(word)).into_iter().flatten();
            rules
                .into_iter()
                .any(|&n| holds(&self.rules[n].items, words, at))
        })
    }

    /// The sum of the weights of the rules that hold.
    pub(super) fn weight(&self, words: &[String]) -> u32 {
        self.hits(words).iter().map(|h| h.0).sum()
    }
}

fn words_of(
    item: &'static str,
    lists: &HashMap<&'static str, Vec<(&'static str, bool)>>,
) -> Vec<(&'static str, bool)> {
    item.split('|')
        .flat_map(|word| match word.strip_prefix('@') {
            Some(list) => lists
                .get(list)
                .unwrap_or_else(|| unreachable!("no list {list}"))
                .clone(),
            None => vec![(word.trim_end_matches('*'), word.ends_with('*'))],
        })
        .collect()
}

fn head(word: &str) -> [char; 2] {
    let mut chars = word.chars();
    [chars.next().unwrap_or(' '), chars.next().unwrap_or(' ')]
}

/// Whether the rest of a rule holds from here on.
fn holds(items: &[Item], words: &[String], at: usize) -> bool {
    end(items, words, at).is_some()
}

/// The place behind the rest of a rule that holds from here on. Gaps are short, so that this is a few steps.
fn end(items: &[Item], words: &[String], at: usize) -> Option<usize> {
    let Some((item, rest)) = items.split_first() else {
        return Some(at);
    };
    match item {
        Item::Word(list) => {
            let here = |word: &String| {
                list.iter()
                    .any(|(known, begin)| word == known || (*begin && word.starts_with(known)))
            };
            let over = || at == words.len() && list.contains(&("$", false));
            if words.get(at).is_some_and(here)
                && let Some(end) = end(rest, words, at + 1)
            {
                return Some(end);
            }
            over().then(|| end(rest, words, at)).flatten()
        }
        Item::Gap(most) => {
            let reach = words[at.min(words.len())..]
                .iter()
                .take(*most)
                .take_while(|w| !OWN.contains(&w.as_str()))
                .count();
            (0..=reach).find_map(|n| end(rest, words, at + n))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_hold_with_their_gaps_lists_and_ends() {
        let phrases =
            Phrases::new("@order = rule*|plan\n2 forget ..2 old ..1 @order\n1 the end $|now");
        let words = |text: &str| -> Vec<String> { text.split(' ').map(Into::into).collect() };
        assert_eq!(phrases.weight(&words("forget all the old rules")), 2);
        assert_eq!(phrases.weight(&words("forget my old rules")), 0);
        assert_eq!(
            phrases.weight(&words("forget an old stupid plan the end")),
            3
        );
        assert_eq!(phrases.weight(&words("the end of the old rules")), 0);
    }
}
