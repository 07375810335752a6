//! What comes over the wire. Lenient on purpose: compatible endpoints leave out what OpenAI always sends, and send
//! `null` where it sends nothing.

use serde::Deserialize;

/// One event of a stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    pub choices: Option<Vec<Choice>>,
    pub usage: Option<Tokens>,
    /// Some endpoints report a failure inside of a stream that began well.
    pub error: Option<Problem>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    pub delta: Option<Delta>,
    pub finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta {
    pub content: Option<String>,
    pub refusal: Option<String>,
    pub tool_calls: Option<Vec<CallPiece>>,
}

/// A fragment of a tool call.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallPiece {
    pub index: Option<u64>,
    pub id: Option<String>,
    pub function: Option<FunctionPiece>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionPiece {
    pub name: Option<String>,
    pub arguments: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct Tokens {
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
}

/// An error object, without its message; the code is a number with some endpoints.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    pub r#type: Option<String>,
    pub code: Option<serde_json::Value>,
}

impl Problem {
    /// The code, else the type: short names that hold nothing private.
    pub(super) fn name(&self) -> Option<String> {
        let code = match &self.code {
            Some(serde_json::Value::String(s)) => Some(s.clone()),
            Some(serde_json::Value::Number(n)) => Some(n.to_string()),
            _ => None,
        };
        code.or_else(|| self.r#type.clone())
            .map(|name| name.chars().take(64).collect())
    }
}

/// The body of a refusal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refused {
    pub error: Option<Problem>,
}

/// The list of models.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Models {
    pub data: Vec<Model>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Model {
    pub id: String,
}
