//! How many come: `for 5`, `party of six`, `me, my wife and 3 kids`, `the two of us`.

use super::{
    Filled, Message, Slot,
    words::{COUNTED, HUMANS, NOT_PEOPLE},
};
use crate::datetime::words::number;

/// More do not come with one booking.
const MOST: u32 = 300;

const OWNERS: &[&str] = &[
    "my", "our", "her", "his", "their", "the", "a", "an", "your", "these",
];
const JOINED: &[&str] = &[",", "and", "&", "plus", "n", "with", "+", "or"];

/// Words before a number that make it one of people.
const LEADING: &[&[&str]] = &[
    &["for"],
    &["party", "of"],
    &["group", "of"],
    &["family", "of"],
    &["team", "of"],
    &["table", "of"],
    &["booking", "of"],
    &["total", "of"],
    &["seat"],
    &["seats"],
    &["fit"],
    &["accommodate"],
    &["accomodate"],
    &["down", "to"],
    &["up", "to"],
    &["guests", "to"],
    &["number", "to"],
    &["count", "to"],
    &["people", "to"],
    &["there", "will", "be"],
    &["there", "are"],
    &["theres"],
    &["going", "to", "be"],
    &["gonna", "be"],
    &["we", "are"],
    &["were"],
    &["we", "will", "be"],
    &["well", "be"],
    &["para"],
    &["fur"],
    &["pour"],
];

/// Words before a number that set it anew.
const CHANGED: &[&[&str]] = &[
    &["make", "that"],
    &["make", "it"],
    &["down", "to"],
    &["up", "to"],
    &["guests", "to"],
    &["count", "to"],
    &["to", "be", "for"],
    &["to"],
];

/// A number of people, and how certain it is.
#[derive(Debug, Clone, Copy)]
struct Count {
    from: usize,
    to: usize,
    weight: u8,
}

impl Message<'_> {
    /// The number of people, if it is told. `timed`: a time is told too, so that a bare number is none.
    pub(super) fn people(&self, taken: &[(usize, usize)], timed: bool) -> Option<Filled> {
        let mut best: Option<Count> = None;
        let mut i = 0;
        while i < self.t.len() {
            let count = self.group_at(i).or_else(|| self.count_at(i, timed));
            let Some(count) = count.filter(|c| !self.is_denied(c.from)) else {
                i += 1;
                continue;
            };
            if best.is_none_or(|b| count.weight > b.weight) {
                best = Some(count);
            }
            i = count.to;
        }
        let count = best?;
        let from = if count.from > 0 && self.t.is(count.from - 1, &["the", "a"]) {
            count.from - 1
        } else {
            count.from
        };
        let filled = self.filled(Slot::People, from, count.to);
        let overlaps = taken
            .iter()
            .any(|(s, e)| *s < filled.end && filled.start < *e);
        let bare_clock = count.weight > 1 || !overlaps || self.is_asked(Slot::People);
        bare_clock.then_some(filled)
    }

    fn is_denied(&self, i: usize) -> bool {
        i > 0
            && self
                .t
                .is(i - 1, &["not", "add", "extra", "another", "add", "than"])
    }

    /// Several people joined: `me and my wife`, `2 adults and 5 kids`; or a number with people: `5 people`.
    fn group_at(&self, i: usize) -> Option<Count> {
        let mut elements = 1;
        let mut end = self.member_at(i, true)?;
        let numbered = number(self.t, i).is_some();
        loop {
            let next = self.t.skip(end, JOINED);
            let joined = next > end || number(self.t, next).is_some_and(|_| numbered);
            match self.member_at(next, false) {
                Some(after) if joined => {
                    end = after;
                    elements += 1;
                }
                _ => break,
            }
        }
        // "3 friends with me".
        if elements == 1 && self.t.are(end, &["with", "me"]) {
            end += 2;
        }
        let told = elements > 1 || numbered;
        let more = self.t.is(i + 1, &["more", "extra", "additional"]);
        (told && !more).then_some(Count {
            from: i,
            to: end,
            weight: if elements > 1 { 4 } else { 3 },
        })
    }

    /// One member of a group, and the place behind it.
    fn member_at(&self, i: usize, first: bool) -> Option<usize> {
        let t = self.t;
        if t.is(i, &["me", "myself"]) || (!first && t.is(i, &["i"])) {
            return Some(i + 1);
        }
        if self.is_taken(i) && !number(t, i).is_some_and(|(_, end)| t.is(end, HUMANS)) {
            return None;
        }
        let owned = t.skip(i, OWNERS);
        let counted = number(t, owned).filter(|(n, _)| *n <= MOST);
        let mut at = counted.map_or(owned, |(_, end)| end);
        let of = t.word(at) == "of" && t.is(at + 1, &["my", "our", "his", "her", "the", "their"]);
        if of {
            at += 2;
        }
        at = t.skip(
            at,
            &[
                "small", "young", "little", "good", "best", "older", "elderly", "old", "close",
                "full",
            ],
        );
        let human = t.is(at, HUMANS);
        let others = !t.is(at, &["other", "others", "family"]) || counted.is_some();
        if human && others && (owned > i || counted.is_some() || !first) {
            return Some(at + 1);
        }
        // "me and 12": only behind somebody.
        let bare = counted.filter(|(n, end)| {
            !first && *n > 0 && !t.is(*end, NOT_PEOPLE) && (t.pauses(*end) || t.is(*end, &["more"]))
        });
        bare.map(|(_, end)| end)
    }

    /// A number of people by the words around it.
    fn count_at(&self, i: usize, timed: bool) -> Option<Count> {
        let t = self.t;
        let dozen = t.is(i, &["dozen"]).then_some((12, i + 1));
        let (n, end) = number(t, i).or(dozen)?;
        let clock = self.is_taken(i)
            && !self.is_counted(i)
            && !t.is(end, COUNTED)
            && !t.are(end, &["of", "us"]);
        let thirds = t.is(end, &["/", ":", "."])
            && t.glued(end)
            && t.glued(end + 1)
            && t.digits(end + 1).is_some();
        if !(1..=MOST).contains(&n)
            || clock
            || thirds
            || t.is(end, NOT_PEOPLE)
            || self.is_no_count(i, end)
        {
            return None;
        }
        let count = |weight| {
            Some(Count {
                from: i,
                to: end,
                weight,
            })
        };
        let behind = t.skip(end, &["-", "all", "in"]);
        let of_us = t.are(end, &["of", "us"]) || t.are(end, &["of", "you"]);
        let changed = CHANGED.iter().any(|c| self.ends_with(i, c));
        if of_us || t.is(behind, COUNTED) || t.is(behind, &["person"]) {
            return count(3);
        }
        if changed && self.speaks_of_change() {
            return count(5);
        }
        let article = if i > 0
            && t.is(
                i - 1,
                &["the", "a", "just", "only", "about", "around", "like"],
            ) {
            i - 1
        } else {
            i
        };
        let led = LEADING
            .iter()
            .any(|l| self.ends_with(i, l) || self.ends_with(article, l));
        let vague = self.ends_with(article, &["for"]) || self.ends_with(i, &["for"]);
        let only_time =
            vague && self.is_asked(Slot::Time) && !self.is_asked(Slot::People) && !timed;
        if led && !only_time {
            return count(2);
        }
        let bare = self.is_asked(Slot::People) || self.ends_with(i, &["just", "the"]);
        bare.then_some(count(1)).flatten()
    }

    /// Whether the number that a phrase has taken for a time is one of people.
    fn is_counted(&self, i: usize) -> bool {
        self.phrases
            .iter()
            .any(|p| p.tokens.0 == i && self.is_count(p) && self.is_asked(Slot::People))
    }

    /// Whether it is asked to change something of a booking.
    fn speaks_of_change(&self) -> bool {
        let people = self.t.is(0, &["table"])
            || (0..self.t.len()).any(|i| {
                self.t.is(
                    i,
                    &[
                        "table",
                        "booking",
                        "party",
                        "guests",
                        "reservation",
                        "headcount",
                        "count",
                        "people",
                    ],
                )
            });
        let change = (0..self.t.len()).any(|i| {
            self.t.is(
                i,
                &[
                    "change", "switch", "make", "update", "amend", "decrease", "increase",
                    "reduce", "down", "up", "alter",
                ],
            )
        });
        people && change && !self.is_asked(Slot::Time)
    }

    /// "This one", "one of", "the 9 thirty one", "at 5".
    fn is_no_count(&self, i: usize, end: usize) -> bool {
        let t = self.t;
        let before = t.before(i);
        let one = t.word(i) == "one";
        if one && t.word(end) == "of" && !t.are(end, &["of", "us"]) {
            return true;
        }
        let led = matches!(
            before,
            "for" | "just" | "of" | "say" | "only" | "yes" | "its" | "to"
        ) || (before == "the" && t.before(i - 1) == "just");
        if one && i > 0 && !led {
            return true;
        }
        matches!(
            before,
            "at" | "$"
                | "£"
                | "€"
                | "@"
                | "after"
                | "rating"
                | "number"
                | "than"
                | "row"
                | "section"
                | "#"
                | "/"
        ) || (t.glued(i) && matches!(before, "." | "-" | ":"))
    }

    /// Whether these words stand right before the i-th token.
    fn ends_with(&self, i: usize, words: &[&str]) -> bool {
        i.checked_sub(words.len())
            .is_some_and(|from| self.t.are(from, words))
    }
}
