//! What may come in and what may go out. Rules on the way in are plain functions ([`cards`], [`pii`], [`injection`], [`abuse`],
//! [`triggers`]); drafts pass a list of [`Guardrail`]s on the way out.

pub mod abuse;
pub mod cards;
pub(crate) mod conduct;
mod context;
mod facts;
mod ground;
mod iban;
pub mod injection;
mod leak;
pub mod phone;
mod phrases;
pub mod pii;
mod plain;
mod promise;
pub mod triggers;

use chrono::{Days, NaiveDate};
use facts::{
    dates::{self, Dates, Day, Span, Stated},
    streets::Streets,
};
use frontdesk_core::business::GuardrailPolicy;
use std::sync::OnceLock;

pub use ground::Ground;
pub use leak::Leak;
pub use promise::Promise;

/// What a guardrail is shown.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The text the assistant wants to send, or a beginning of it.
    pub text: &'a str,
    /// What it may rest on: passages, tool output, the customer's own words, the business's profile.
    pub evidence: &'a Evidence,
    /// The instructions the model was given, without the passages; empty if it was given none.
    pub instructions: &'a str,
}

/// A guardrail's judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may go out.
    Pass,
    /// It must not go out; what is wrong, in words a model can mend it by.
    Block(String),
}

/// A rule on what may go out.
pub trait Guardrail: Send + Sync {
    /// Its name in the journal and in metrics.
    fn name(&self) -> &'static str;

    /// Judges a draft, or a beginning of one.
    fn check(&self, draft: &Draft<'_>) -> Verdict;
}

/// Days from the present one that a draft may name without a source: a model that is told the day of today reckons "this Saturday".
const DAYS_AHEAD: u64 = 14;

/// What a draft may rest on. It is taken apart when a draft first states something to be checked, which most do not.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    text: String,
    /// Where each text in it ends.
    ends: Vec<usize>,
    today: Option<NaiveDate>,
    facts: OnceLock<facts::Facts>,
    dates: OnceLock<Dates>,
    streets: OnceLock<Streets>,
}

impl Evidence {
    /// Adds a text that drafts may rest on.
    pub fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.text.push('\n');
        self.forget();
    }

    /// Tells which day it is where the business is.
    pub fn today(&mut self, today: NaiveDate) {
        self.today = Some(today);
        self.forget();
    }

    fn forget(&mut self) {
        self.facts.take();
        self.dates.take();
        self.streets.take();
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        self.ends.iter().map(move |&end| {
            let text = &self.text[from..end];
            from = end + 1;
            text
        })
    }

    /// The facts of all texts.
    fn facts(&self) -> &facts::Facts {
        self.facts.get_or_init(|| {
            let mut facts = facts::Facts::default();
            self.texts().for_each(|text| facts.add(text));
            facts
        })
    }

    fn streets(&self) -> &Streets {
        self.streets.get_or_init(|| {
            let mut streets = Streets::default();
            self.texts().for_each(|text| streets.add(text));
            streets
        })
    }

    /// Whether a date is in the texts, in a range or a holiday of theirs, or near.
    fn knows(&self, stated: &Stated) -> bool {
        let dates = self.dates.get_or_init(|| {
            let mut dates = Dates::default();
            self.texts().for_each(|text| dates.add(text));
            if let Some(today) = self.today {
                let end = today.checked_add_days(Days::new(DAYS_AHEAD));
                let end = end.unwrap_or(today);
                dates.known.push(Span::new(Day::from(today), end.into()));
            }
            dates
        });
        stated.readings.iter().any(|day| dates.knows(*day))
            || stated.number.is_some_and(|number| self.is_number(number))
            || self.names_holiday(&stated.readings)
    }

    /// Whether what looks like 24.12. is a price or a time of the texts.
    fn is_number(&self, (hour, minute, amount): (u8, u8, u64)) -> bool {
        let facts = self.facts();
        let minutes = u16::from(hour) * 60 + u16::from(minute);
        facts.prices.contains(&amount)
            || facts.numbers.contains(&amount)
            || facts.times.contains(&minutes)
    }

    fn names_holiday(&self, days: &[Day]) -> bool {
        let text = self.text.to_lowercase().replace('’', "'");
        days.iter().any(|day| dates::holiday(&text, *day))
    }
}

/// The first rule that blocks the draft, and why.
pub fn judge(rules: &[&dyn Guardrail], draft: &Draft<'_>) -> Option<(&'static str, String)> {
    rules.iter().find_map(|rule| match rule.check(draft) {
        Verdict::Pass => None,
        Verdict::Block(why) => Some((rule.name(), why)),
    })
}

/// Judges a draft by the rules that a business wants.
pub(crate) fn check(draft: &Draft<'_>, policy: &GuardrailPolicy) -> Option<(&'static str, String)> {
    let mut rules: Vec<&dyn Guardrail> = vec![&Leak, &Promise];
    if policy.ground_check {
        rules.push(&Ground);
    }
    judge(&rules, draft)
}
