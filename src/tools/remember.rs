//! `remember`: a short fact about the customer, for later conversations.

use crate::{limits, spec};
use async_trait::async_trait;
use frontdesk_core::{
    Error,
    tool::{Effect, Tool, ToolContext, ToolOutput, ToolSpec},
};
use serde_json::{Value, json};

const OPERATION: &str = "remembering";

/// Words of facts that are nobody's to keep.
const SECRETS: &[&str] = &[
    "password",
    "passwort",
    "passcode",
    "passphrase",
    "pin code",
    "pin is",
    "cvv",
    "cvc",
    "security code",
    "ssn",
    "social security",
    "iban",
    "card number",
    "credit card",
];

/// See the module.
#[derive(Debug)]
pub struct Remember {
    spec: ToolSpec,
}

impl Remember {
    /// The tool.
    pub fn new() -> Self {
        Self {
            spec: spec::spec(
                "remember",
                "Remembers one short fact that the customer told about themselves and that helps next time, such as \
                 an allergy or a favorite table. Never card numbers, passwords or what others told.",
                json!({
                    "fact": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": limits::FACT_CHARS,
                        "description": "The fact, in one sentence.",
                    },
                }),
                &["fact"],
            ),
        }
    }
}

impl Default for Remember {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Tool for Remember {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn call(&self, _: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        spec::check(&self.spec, OPERATION, &arguments)?;
        let fact = spec::text(&arguments, "fact")
            .ok_or_else(|| spec::wrong(OPERATION, "`fact` is blank"))?;
        let lower = fact.to_lowercase();
        if SECRETS.iter().any(|s| lower.contains(s)) || holds_card_number(fact) {
            return Err(spec::wrong(
                OPERATION,
                "card numbers, passwords and the like are not kept",
            ));
        }
        Ok(ToolOutput {
            text: "Remembered.".into(),
            effects: vec![Effect::Remember { fact: fact.into() }],
            ..ToolOutput::default()
        })
    }
}

/// Whether 13 to 19 digits in a row, with spaces or dashes between them, have a card number's check digit.
fn holds_card_number(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'))
        .map(|run| {
            run.chars()
                .filter_map(|c| c.to_digit(10))
                .collect::<Vec<_>>()
        })
        .any(|digits| (13..=19).any(|n| digits.windows(n).any(is_card_number)))
}

/// The Luhn check.
fn is_card_number(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| match i % 2 {
            0 => *d,
            _ if *d > 4 => d * 2 - 9,
            _ => d * 2,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|d| *d != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    async fn remember(fact: &str) -> Result<ToolOutput, Error> {
        let context = testing::context("2027-03-17T15:00", "");
        Remember::new().call(&context, json!({"fact": fact})).await
    }

    #[tokio::test]
    async fn a_short_fact_is_remembered() {
        let output = remember(" Allergic to shellfish. ").await.unwrap();
        assert_eq!(
            output.effects,
            [Effect::Remember {
                fact: "Allergic to shellfish.".into()
            }]
        );
    }

    #[tokio::test]
    async fn secrets_and_stories_are_not_kept() {
        let long = "a".repeat(limits::FACT_CHARS + 1);
        for fact in [
            "Pays with 4111 1111 1111 1111.",
            "pays with 4111-1111-1111-1111",
            "Their password is hunter2.",
            "  ",
            &long,
        ] {
            let error = remember(fact).await.unwrap_err();
            assert!(!error.to_string().contains("4111"), "{error}");
        }
    }
}
