//! `hand_off`: brings in a person.

use crate::{limits, spec};
use async_trait::async_trait;
use frontdesk_core::{
    Error,
    event::Topic,
    tool::{Effect, Tool, ToolContext, ToolOutput, ToolSpec},
};
use serde_json::{Value, json};

const OPERATION: &str = "handing off";

/// What a model may say it is about.
const TOPICS: [Topic; 6] = [
    Topic::HealthAndSafety,
    Topic::Complaint,
    Topic::Refund,
    Topic::Manager,
    Topic::Person,
    Topic::Unable,
];

/// See the module.
#[derive(Debug)]
pub struct HandOff {
    spec: ToolSpec,
}

impl HandOff {
    /// The tool.
    pub fn new() -> Self {
        Self {
            spec: spec::spec(
                "hand_off",
                "Hands the conversation to a person of the business. Use it when the customer asks for a person, \
                 complains, wants money back, reports danger to health, or needs what you cannot do. Do not use it \
                 for questions that the knowledge answers.",
                json!({
                    "reason": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": limits::ARGUMENT_CHARS,
                        "description": "Why, in one sentence for staff.",
                    },
                    "topic": {
                        "type": "string",
                        "enum": TOPICS.map(Topic::as_str),
                        "description": "What it is about; health_and_safety whenever somebody may be in danger.",
                    },
                }),
                &["reason"],
            ),
        }
    }
}

impl Default for HandOff {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Tool for HandOff {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn call(&self, _: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        spec::check(&self.spec, OPERATION, &arguments)?;
        let reason = spec::text(&arguments, "reason")
            .ok_or_else(|| spec::wrong(OPERATION, "`reason` is blank"))?;
        let topic = match spec::text(&arguments, "topic") {
            Some(name) => {
                Topic::parse(name).ok_or_else(|| spec::wrong(OPERATION, "`topic` is not known"))?
            }
            None => Topic::Person,
        };
        Ok(ToolOutput {
            text: "The conversation goes to a person now.".into(),
            effects: vec![Effect::HandOff {
                topic,
                reason: reason.into(),
            }],
            ..ToolOutput::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use frontdesk_core::ErrorKind;

    #[tokio::test]
    async fn a_handoff_carries_topic_and_reason() {
        let context = testing::context("2027-03-17T15:00", "");
        let arguments = json!({"reason": "Glass in the soup.", "topic": "health_and_safety"});
        let output = HandOff::new().call(&context, arguments).await.unwrap();
        assert_eq!(
            output.effects,
            [Effect::HandOff {
                topic: Topic::HealthAndSafety,
                reason: "Glass in the soup.".into()
            }]
        );
    }

    #[tokio::test]
    async fn an_unknown_topic_is_refused_with_those_that_exist() {
        let context = testing::context("2027-03-17T15:00", "");
        let arguments = json!({"reason": "x", "topic": "sales"});
        let error = HandOff::new().call(&context, arguments).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("complaint"), "{error}");
    }
}
