//! What may come in and what may go out. Rules on the way in are plain functions ([`cards`], [`pii`], [`injection`], [`abuse`],
//! [`triggers`]); drafts pass a list of [`Guardrail`]s on the way out.

pub mod abuse;
pub mod cards;
mod claim;
pub(crate) mod conduct;
mod context;
mod evidence;
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

use frontdesk_core::business::GuardrailPolicy;

pub use claim::Claim;
pub use evidence::Evidence;
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

/// The first rule that blocks the draft, and why.
pub fn judge(rules: &[&dyn Guardrail], draft: &Draft<'_>) -> Option<(&'static str, String)> {
    rules.iter().find_map(|rule| match rule.check(draft) {
        Verdict::Pass => None,
        Verdict::Block(why) => Some((rule.name(), why)),
    })
}

/// Judges a draft by the rules that a business wants.
pub(crate) fn check(draft: &Draft<'_>, policy: &GuardrailPolicy) -> Option<(&'static str, String)> {
    let mut rules: Vec<&dyn Guardrail> = vec![&Leak, &Promise, &Claim];
    if policy.ground_check {
        rules.push(&Ground);
    }
    judge(&rules, draft)
}
