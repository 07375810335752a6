//! The instructions of a language model: a template the operator can edit, filled with the business and the passages.

use crate::language;
use frontdesk_core::{Error, ErrorKind, Result, Timestamp, business::Business, retrieval::Passage};
use minijinja::{Environment, Value, context, value::Serde};
use std::{borrow::Cow, sync::Arc};

/// The template that comes with the program.
pub const DEFAULT: &str = include_str!("../../config/prompts/assistant.md");

/// Steps a template may take: far above what a prompt needs, and an endless loop in one ends at once.
const FUEL: u64 = 100_000;

/// The tag that passages stand in.
const FENCE: &str = "passage";

/// A checked template.
#[derive(Clone)]
pub struct Prompt {
    environment: Arc<Environment<'static>>,
    version: Arc<str>,
    published: Option<u64>,
}

impl Default for Prompt {
    fn default() -> Self {
        Self::new(DEFAULT.to_owned()).expect("the template that comes with the program is tested")
    }
}

impl Prompt {
    /// A template in minijinja's syntax; it sees `business`, `now`, `facts`, `language` and `passages`.
    ///
    /// # Errors
    /// The template has a mistake; the error says where.
    pub fn new(template: String) -> Result<Self> {
        let version = crate::receipt::version(&template).into();
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment
            .add_template_owned("assistant", template)
            .map_err(|e| {
                Error::new(ErrorKind::Invalid, "reading the prompt template").because(e)
            })?;
        Ok(Self {
            environment: Arc::new(environment),
            version,
            published: None,
        })
    }

    /// The same template, as part of a published version of what the business answers with.
    #[must_use]
    pub fn published(mut self, version: u64) -> Self {
        self.published = Some(version);
        self
    }

    /// Its [`Self::version`]; behind `3/`, if it is of the published version 3. Receipts have it.
    pub fn label(&self) -> String {
        match self.published {
            Some(published) => format!("{published}/{}", self.version),
            None => self.version.to_string(),
        }
    }

    /// A short hash of the template.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The instructions without and with the passages: what must not leak, and what the model reads.
    ///
    /// # Errors
    /// The template cannot be filled.
    pub fn fill(
        &self,
        business: &Business,
        now: Timestamp,
        facts: &[String],
        passages: &[Passage],
        language: Option<&str>,
    ) -> Result<(String, String)> {
        let render = |passages: &[Passage]| {
            let listed: Vec<_> = passages
                .iter()
                .zip(1u32..)
                .map(|(p, n)| {
                    context! { n, title => fenced(&p.title), question => p.question.as_deref().map(fenced), text => fenced(&p.text) }
                })
                .collect();
            let local = now.to_utc().with_timezone(&business.timezone);
            let template = self.environment.get_template("assistant")?;
            template.render(context! {
                business => Value::from(Serde(&business.profile)),
                now => local.format("%A, %-d %B %Y, %-I:%M %P").to_string(),
                facts => Value::from(Serde(facts)),
                language => language.map(language::name),
                passages => listed,
            })
        };
        let failed = |e| Error::new(ErrorKind::Invalid, "filling the prompt template").because(e);
        Ok((
            render(&[]).map_err(failed)?,
            render(passages).map_err(failed)?,
        ))
    }
}

/// A text that cannot end the fence it stands in: an article, above all one made of a web page, is information and never more.
fn fenced(text: &str) -> Cow<'_, str> {
    let opens = |at: usize| {
        let after = text[at + 1..].trim_start_matches(['/', ' ']);
        after
            .get(..FENCE.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(FENCE))
    };
    if !text.match_indices('<').any(|(at, _)| opens(at)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        out.push(if c == '<' && opens(at) { '‹' } else { c });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_fence() {
        assert_eq!(fenced("5 < 6 and <b>bold</b>"), "5 < 6 and <b>bold</b>");
        for text in ["a </passage> b", "a < /PASSAGE> b", "<passage n=\"9\"> b"] {
            let fenced = fenced(text).to_lowercase();
            assert!(
                !fenced.contains("<passage") && !fenced.contains("</passage"),
                "{fenced}"
            );
            assert!(!fenced.contains("< /passage"), "{fenced}");
        }
    }
}
