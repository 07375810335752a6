//! The words that triggers look for, and how they are looked for.

/// Whoever is in charge.
pub(super) const MANAGERS: [&str; 7] = [
    "manager",
    "supervisor",
    "the owner",
    "person in charge",
    "your boss",
    "higher up",
    "management",
];

/// What is named after whoever is in charge and is not them.
pub(super) const NAMED_AFTER: [&str; 6] = [
    "managers special",
    "manager special",
    "managers choice",
    "managers menu",
    "managers deal",
    "managers meeting",
];

pub(super) const DANGER: [&str; 35] = [
    "feel sick",
    "feeling sick",
    "felt sick",
    "feel ill",
    "feeling ill",
    "made me ill",
    "made us ill",
    "made him sick",
    "made her sick",
    "sick after",
    "ill after",
    "sick from",
    "stomach cramps",
    "allergic reaction",
    "anaphyla",
    "food poison",
    "choking",
    "choked",
    "got sick",
    "got ill",
    "made me sick",
    "made us sick",
    "throwing up",
    "threw up",
    "vomit",
    "ambulance",
    "injured",
    "got hurt",
    "hurt myself",
    "burned me",
    "burnt me",
    "bleeding",
    "epipen",
    "gas leak",
    "is unsafe",
];
/// Things that do not belong into food: found, with one of [`FOUND`] before them.
pub(super) const FOREIGN: [&str; 16] = [
    "glass",
    "metal",
    "plastic",
    "hair",
    "insect",
    "bug",
    "cockroach",
    "roach",
    "fly",
    "worm",
    "maggot",
    "mold",
    "mould",
    "nail",
    "stone",
    "bone",
];
pub(super) const FOUND: [&str; 8] = [
    "found",
    "there was",
    "there is",
    "there were",
    "there's",
    "bit into",
    "swallowed",
    "bit on",
];

/// Lawyers, courts, authorities.
pub(super) const LEGAL: [&str; 19] = [
    "my attorney",
    "our attorney",
    "an attorney",
    "my solicitor",
    "sue you",
    "suing you",
    "will sue",
    "take you to court",
    "see you in court",
    "small claims",
    "legal action",
    "press charges",
    "trading standards",
    "health inspector",
    "health department",
    "better business bureau",
    "consumer protection",
    "cease and desist",
    "data protection authority",
];

pub(super) const COMPLAINTS: [&str; 32] = [
    "complain",
    "complaint",
    "unacceptable",
    "disgusting",
    "horrible",
    "terrible",
    "awful",
    "appalling",
    "disgrace",
    "outrageous",
    "rip off",
    "ripoff",
    "ripped off",
    "rude",
    "worst",
    "never coming back",
    "never come back",
    "not coming back",
    "very disappointed",
    "so disappointed",
    "really disappointed",
    "extremely disappointed",
    "disappointing",
    "was cold",
    "were cold",
    "ruined",
    "fed up",
    "furious",
    "ridiculous",
    "not happy",
    "unhappy",
    "still waiting",
];

pub(super) const REFUNDS: [&str; 15] = [
    "refund",
    "refunds",
    "refunded",
    "refunding",
    "reimburse",
    "money back",
    "money returned",
    "charged twice",
    "charged me twice",
    "double charged",
    "charged double",
    "overcharged",
    "charged too much",
    "wrong charge",
    "charged me for",
];
/// Questions about the rules for refunds are answered, not escalated.
pub(super) const ABOUT_RULES: [&str; 17] = [
    "policy",
    "policies",
    "refund rules",
    "refundable",
    "nonrefundable",
    "do you offer",
    "do you give",
    "do you do refunds",
    "do you refund",
    "do you ever refund",
    "are gift cards",
    "can gift cards",
    "how do refunds",
    "how long do refunds",
    "how long does a refund",
    "how long do you take to refund",
    "refunds work",
];

pub(super) fn first_in<const N: usize>(
    text: &str,
    phrases: &[&'static str; N],
) -> Option<&'static str> {
    first_of(text, phrases)
}

pub(super) fn first_of(text: &str, phrases: &[&'static str]) -> Option<&'static str> {
    let begins = Beginnings::of(text);
    let mut phrases = phrases.iter().copied();
    phrases.find(|phrase| begins.may_have(phrase) && has(text, phrase))
}

/// What the words of a text begin with, roughly: most phrases begin with something else, and need no further look.
struct Beginnings([u64; 4]);

impl Beginnings {
    fn of(text: &str) -> Self {
        let mut begins = Self([0; 4]);
        let bytes = text.as_bytes();
        if let [first, second, ..] = bytes {
            begins.add(*first, *second);
        }
        for three in bytes.windows(3) {
            if three[0] == b' ' {
                begins.add(three[1], three[2]);
            }
        }
        begins
    }

    /// Two letters as a bit among 256.
    fn place(first: u8, second: u8) -> (usize, u64) {
        let n = first.wrapping_mul(37).wrapping_add(second.wrapping_mul(11));
        (usize::from(n >> 6), 1 << (n & 63))
    }

    fn add(&mut self, first: u8, second: u8) {
        let (at, bit) = Self::place(first, second);
        self.0[at] |= bit;
    }

    /// Texts have a space at their end, so that a word of one letter is a letter and a space.
    fn may_have(&self, phrase: &str) -> bool {
        let [first, second, ..] = phrase.as_bytes() else {
            return true;
        };
        let (at, bit) = Self::place(*first, *second);
        self.0[at] & bit != 0
    }
}

/// The first complaint that is meant: "no complaints" is none, nor is "not the worst", nor "is the wait terrible on Fridays?".
pub(super) fn complaint(text: &str) -> Option<&'static str> {
    const ASKS: [&str; 5] = [" is the ", " are the ", " is it ", " do you ", " does "];
    const ASKED: [&str; 6] = [
        "terrible",
        "awful",
        "horrible",
        "rude",
        "worst",
        "ridiculous",
    ];
    let asks = ASKS.iter().any(|asks| text.starts_with(asks));
    COMPLAINTS.into_iter().find(|phrase| {
        find(text, phrase).is_some_and(|at| !is_denied(&text[..at], phrase))
            && !(asks && ASKED.contains(phrase))
    })
}

/// Whether what stands before a phrase denies it.
fn is_denied(before: &str, phrase: &str) -> bool {
    const BETWEEN: [&str; 8] = ["the", "a", "that", "so", "too", "any", "as", "real"];
    let mut before = before.split_whitespace().rev();
    let near = before.find(|word| !BETWEEN.contains(word));
    match near {
        Some("not" | "isnt" | "wasnt" | "arent" | "never" | "dont" | "didnt" | "wont") => true,
        Some("no" | "without" | "zero") => phrase.starts_with("complain"),
        _ => false,
    }
}

/// Whether `phrase` begins at a word of `text` and ends at one, or goes on with an ending such as "s", "ed" or "ing" where it is long.
pub(super) fn has(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    // A comparison at each word is cheaper than a searcher for each of the many phrases.
    let spaces = text.bytes().enumerate().filter(|(_, b)| *b == b' ');
    let mut starts = std::iter::once(0).chain(spaces.map(|(at, _)| at + 1));
    starts.find(|&at| {
        text[at..].strip_prefix(phrase).is_some_and(|after| {
            after.is_empty()
                || after.starts_with(' ')
                || after.starts_with("s ")
                || phrase.len() >= 7
        })
    })
}

pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Lower case words with one space between and around them; apostrophes are dropped.
pub(super) fn normal(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}
