//! Rules of classes of words, a table a language. All tables are read in one pass over the words of a message: each word is looked up
//! once and gets its classes, and a rule is tried only if all of its classes are there.
//!
//! ```text
//! @body = haar haare insekt*      a class: words, stems (`insekt*`), ends (`*salat`), words in a row (`toter_kafer`)
//! body: @body ..3 in ..2 @food    a rule: its kind, classes or words (`a|b`), at most so many words between (`..3`)
//! complaint.: @food ~4 @bad       `.`: not in a question; `~4`: in either order
//! ill: @ate & @sick -@cancel      `&`: anywhere in the message; `-`: and that nowhere
//! ```
//!
//! Words stand without accents. A gap crosses neither the end of a sentence nor a word of `@not`, and a rule does not begin behind
//! one. A sentence is a question by its mark, or if it begins with a word of `@ask`, behind words of `@hello`.

mod said;

use said::Said;
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// The classes of a word, a bit each.
#[derive(Clone, Copy, Default)]
struct Classes([u64; 4]);

impl Classes {
    fn one(n: usize) -> Self {
        let mut classes = Self::default();
        classes.0[n / 64] = 1 << (n % 64);
        classes
    }

    fn add(&mut self, others: Self) {
        self.0.iter_mut().zip(others.0).for_each(|(a, b)| *a |= b);
    }

    fn meet(self, others: Self) -> bool {
        self.0.iter().zip(others.0).any(|(a, b)| a & b != 0)
    }
}

/// Words with the classes that they may have. The tables are ours, so that a quick hash does.
type Known = HashMap<&'static str, Vec<Entry>, BuildHasherDefault<Quick>>;

/// The hash of Fowler, Noll and Vo.
struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The tables of all languages.
pub(super) struct Grammar {
    tables: Vec<Table>,
    whole: Known,
    stems: Known,
    ends: Known,
    /// The longest stem and end, in bytes.
    longest_stem: usize,
    longest_end: usize,
}

struct Table {
    code: &'static str,
    rules: Vec<Rule>,
    not: Classes,
    ask: Classes,
    hello: Classes,
    alone: Classes,
    please: Classes,
}

/// A class that a word has, if the words `rest` follow it.
struct Entry {
    rest: Vec<&'static str>,
    table: usize,
    class: Classes,
}

struct Rule {
    kind: &'static str,
    statements: bool,
    needs: Vec<Classes>,
    unless: Classes,
    parts: Vec<Vec<Item>>,
}

#[derive(Clone)]
enum Item {
    Class(Classes),
    Gap(usize),
}

/// The classes of each word in one language.
struct Tagged<'a> {
    said: &'a Said,
    table: &'a Table,
    classes: Vec<Classes>,
}

impl Grammar {
    /// Reads tables: a language's code, its text. Their lines are ours, so that a bad one is a defect.
    pub(super) fn new(tables: &[(&'static str, &'static str)]) -> Self {
        let mut grammar = Self {
            tables: Vec::new(),
            whole: Known::default(),
            stems: Known::default(),
            ends: Known::default(),
            longest_stem: 0,
            longest_end: 0,
        };
        for (at, (code, text)) in tables.iter().enumerate() {
            let mut reader = Reader {
                grammar: &mut grammar,
                table: at,
                named: HashMap::new(),
                literal: HashMap::new(),
                next: 0,
            };
            let rules = reader.read(text);
            let class = |name| reader.named.get(name).copied().unwrap_or_default();
            let (not, ask, hello) = (class("not"), class("ask"), class("hello"));
            let (alone, please) = (class("alone"), class("please"));
            grammar.tables.push(Table {
                code,
                rules,
                not,
                ask,
                hello,
                alone,
                please,
            });
        }
        grammar
    }

    /// The kinds of the rules that hold for a message, each with the language of its table.
    pub(super) fn kinds(&self, message: &str) -> Vec<(&'static str, &'static str)> {
        let said = Said::of(message);
        let mut found = Vec::new();
        for (table, classes) in self.tags(&said).into_iter().enumerate() {
            let Some(classes) = classes else { continue };
            let tagged = Tagged {
                said: &said,
                table: &self.tables[table],
                classes,
            };
            tagged.kinds(|kind, code| {
                if !found.contains(&(kind, code)) {
                    found.push((kind, code));
                }
            });
        }
        found
    }

    /// The classes of each word, for each language that knows any of them.
    fn tags(&self, said: &Said) -> Vec<Option<Vec<Classes>>> {
        let mut tags: Vec<Option<Vec<Classes>>> = vec![None; self.tables.len()];
        let mut add = |at: usize, entries: Option<&Vec<Entry>>| {
            for entry in entries.into_iter().flatten() {
                if said.goes_on(at + 1, &entry.rest) {
                    let classes = tags[entry.table]
                        .get_or_insert_with(|| vec![Classes::default(); said.words.len()]);
                    classes[at].add(entry.class);
                }
            }
        };
        for at in 0..said.words.len() {
            let word = said.word(at);
            add(at, self.whole.get(word));
            for n in 3..=word.len().min(self.longest_stem) {
                if word.is_char_boundary(n) {
                    add(at, self.stems.get(&word[..n]));
                }
            }
            for from in word.len().saturating_sub(self.longest_end).max(1)..word.len() {
                if word.is_char_boundary(from) {
                    add(at, self.ends.get(&word[from..]));
                }
            }
        }
        tags
    }
}

/// Reads one table.
struct Reader<'a> {
    grammar: &'a mut Grammar,
    table: usize,
    named: HashMap<&'static str, Classes>,
    literal: HashMap<&'static str, Classes>,
    next: usize,
}

impl Reader<'_> {
    fn read(&mut self, text: &'static str) -> Vec<Rule> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|l| !l.is_empty() && !l.starts_with('#'));
        for line in lines.clone() {
            let Some((name, words)) = line.strip_prefix('@').and_then(|l| l.split_once(" = "))
            else {
                continue;
            };
            // A class may stand on several lines.
            let class = match self.named.get(name) {
                Some(class) => *class,
                None => self.class(),
            };
            self.named.insert(name, class);
            for word in words.split_whitespace() {
                self.know(word, class);
            }
        }
        let mut rules = Vec::new();
        for line in lines.filter(|line| !line.starts_with('@')) {
            let (kind, pattern) = line.split_once(": ").expect("a rule has a kind");
            self.rule(kind, pattern, &mut rules);
        }
        rules
    }

    fn rule(&mut self, kind: &'static str, pattern: &'static str, rules: &mut Vec<Rule>) {
        let mut orders: Vec<Vec<Vec<Item>>> = vec![Vec::new()];
        let mut unless = Classes::default();
        for part in pattern.split(" & ") {
            let mut items = Vec::new();
            let mut either = None;
            for word in part.split_whitespace() {
                if let Some(rest) = word.strip_prefix('-') {
                    unless.add(self.classes(rest));
                } else if let Some(n) = word.strip_prefix("..") {
                    items.push(Item::Gap(n.parse().expect("a gap has a number")));
                } else if let Some(n) = word.strip_prefix('~') {
                    either = Some(items.len());
                    items.push(Item::Gap(n.parse().expect("a gap has a number")));
                } else {
                    let classes = self.classes(word);
                    items.push(Item::Class(classes));
                }
            }
            let turned = either.map(|at| {
                let (before, after) = (&items[..at], &items[at + 1..]);
                [after, &items[at..=at], before].concat()
            });
            orders = orders
                .into_iter()
                .flat_map(|order| {
                    let with = |items: &Vec<Item>| {
                        let mut order = order.clone();
                        order.push(items.clone());
                        order
                    };
                    let mut both = vec![with(&items)];
                    both.extend(turned.as_ref().map(with));
                    both
                })
                .collect();
        }
        for parts in orders {
            let needs = parts.iter().flatten().filter_map(|item| match item {
                Item::Class(classes) => Some(*classes),
                Item::Gap(_) => None,
            });
            rules.push(Rule {
                kind: kind.trim_end_matches('.'),
                statements: kind.ends_with('.'),
                needs: needs.collect(),
                unless,
                parts,
            });
        }
    }

    /// `a|@b|c*`. What stands in several rules is one class.
    fn classes(&mut self, item: &'static str) -> Classes {
        if let Some(classes) = self.literal.get(item) {
            return *classes;
        }
        let mut classes = Classes::default();
        let mut own = None;
        for word in item.split('|') {
            if let Some(name) = word.strip_prefix('@') {
                let named = self.named.get(name);
                classes.add(*named.unwrap_or_else(|| unreachable!("no class {name}")));
            } else {
                let class = own.unwrap_or_else(|| self.class());
                own = Some(class);
                self.know(word, class);
                classes.add(class);
            }
        }
        self.literal.insert(item, classes);
        classes
    }

    fn class(&mut self) -> Classes {
        self.next += 1;
        Classes::one(self.next - 1)
    }

    fn know(&mut self, words: &'static str, class: Classes) {
        let mut words = words.split('_');
        let first = words.next().expect("there is a first part");
        let grammar = &mut self.grammar;
        let (known, first) = match (first.strip_prefix('*'), first.strip_suffix('*')) {
            (Some(end), _) => {
                grammar.longest_end = grammar.longest_end.max(end.len());
                (&mut grammar.ends, end)
            }
            (_, Some(stem)) => {
                grammar.longest_stem = grammar.longest_stem.max(stem.len());
                (&mut grammar.stems, stem)
            }
            _ => (&mut grammar.whole, first),
        };
        known.entry(first).or_default().push(Entry {
            rest: words.collect(),
            table: self.table,
            class,
        });
    }
}

impl Tagged<'_> {
    fn kinds(&self, mut found: impl FnMut(&'static str, &'static str)) {
        let table = self.table;
        let mut seen = Classes::default();
        self.classes.iter().for_each(|word| seen.add(*word));
        let mut alone = table.alone;
        alone.add(table.please);
        if seen.meet(table.alone) && self.classes.iter().all(|word| word.meet(alone)) {
            found("person", table.code);
        }
        for rule in &table.rules {
            if rule.needs.iter().all(|class| seen.meet(*class))
                && !seen.meet(rule.unless)
                && rule.parts.iter().all(|part| self.has(part, rule))
            {
                found(rule.kind, table.code);
            }
        }
    }

    fn has(&self, part: &[Item], rule: &Rule) -> bool {
        let Some(Item::Class(first)) = part.first() else {
            unreachable!("a rule begins with a word");
        };
        (0..self.classes.len()).any(|at| {
            let behind = at.checked_sub(1).filter(|b| self.same_sentence(*b, at));
            let negated = !first.meet(self.table.not)
                && behind.is_some_and(|behind| self.classes[behind].meet(self.table.not));
            self.classes[at].meet(*first)
                && !negated
                && self.holds(part, at, self.said.words[at].2)
                && !(rule.statements && self.asks(self.said.words[at].2))
        })
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        self.said.sentence(a) == self.said.sentence(b)
    }

    fn holds(&self, items: &[Item], at: usize, sentence: usize) -> bool {
        let Some((item, rest)) = items.split_first() else {
            return true;
        };
        let here = self.said.sentence(at) == Some(sentence);
        match item {
            Item::Class(class) => {
                here && self.classes[at].meet(*class) && self.holds(rest, at + 1, sentence)
            }
            Item::Gap(most) => {
                for n in 0..=*most {
                    if self.holds(rest, at + n, sentence) {
                        return true;
                    }
                    let crossed = self.classes.get(at + n);
                    if crossed.is_none_or(|word| word.meet(self.table.not)) {
                        return false;
                    }
                }
                false
            }
        }
    }

    fn asks(&self, sentence: usize) -> bool {
        let words = self.said.words.iter().zip(&self.classes);
        let mut words = words.filter(|(word, _)| word.2 == sentence);
        let first = words.find(|(_, classes)| !classes.meet(self.table.hello));
        self.said.questions[sentence]
            || first.is_some_and(|(_, classes)| classes.meet(self.table.ask))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "
        @not = no
        @ask = is
        @food = soup *salad
        @hair = hair* dead_flies
        @alone = human
        @please = please
        body: @hair ..2 in ..1 @food
        complaint.: @food ~2 cold|stale -@hair
        ill: @food & sick";

    fn kinds(message: &str) -> Vec<&'static str> {
        let grammar = Grammar::new(&[("en", TABLE)]);
        grammar
            .kinds(message)
            .into_iter()
            .map(|found| found.0)
            .collect()
    }

    #[test]
    fn rules_hold_within_their_sentences_and_gaps() {
        assert_eq!(kinds("Hairs, in my SOUP!"), ["body"]);
        assert_eq!(kinds("dead flies sat in potatosalad"), ["body"]);
        assert_eq!(kinds("there is no hair in my soup"), [""; 0]);
        assert_eq!(kinds("a hair. In my soup"), [""; 0]);
        assert_eq!(kinds("cold soup"), ["complaint"]);
        assert_eq!(kinds("Soup was cold. Is that normal?"), ["complaint"]);
        assert_eq!(kinds("soup cold?"), [""; 0]);
        assert_eq!(kinds("is soup served cold"), [""; 0]);
        assert_eq!(kinds("the soup was no bit cold"), [""; 0]);
        assert_eq!(kinds("I had soup. Now I am sick"), ["ill"]);
        assert_eq!(kinds("human please"), ["person"]);
        assert_eq!(kinds("human soup please"), [""; 0]);
    }
}
