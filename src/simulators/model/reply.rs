//! What the model is told to say.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// A chat request as it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The whole body.
    pub body: Value,
}

impl ChatRequest {
    /// The text of the last message with this role (`user`, `system`, `tool`); empty without one.
    #[must_use]
    pub fn last(&self, role: &str) -> String {
        let messages = self.body["messages"].as_array();
        let mut of_role = messages
            .into_iter()
            .flatten()
            .rev()
            .filter(|m| m["role"] == role);
        of_role
            .next()
            .map(|message| text(&message["content"]))
            .unwrap_or_default()
    }

    /// The outputs of tools in this request, oldest first.
    #[must_use]
    pub fn tool_outputs(&self) -> Vec<String> {
        let messages = self.body["messages"].as_array();
        let outputs = messages
            .into_iter()
            .flatten()
            .filter(|message| message["role"] == "tool");
        outputs.map(|message| text(&message["content"])).collect()
    }

    /// The names of the tools that were offered.
    #[must_use]
    pub fn tools(&self) -> Vec<String> {
        let tools = self.body["tools"].as_array().into_iter().flatten();
        tools
            .filter_map(|tool| Some(tool["function"]["name"].as_str()?.to_owned()))
            .collect()
    }
}

/// Content is a string or a list of parts.
pub(super) fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}

type Choose = dyn Fn(&ChatRequest) -> Reply + Send + Sync;

/// One reply of the script.
#[derive(Clone)]
pub enum Reply {
    /// A text; streamed word by word.
    Text(String),
    /// Calls of tools: names and arguments; streamed in fragments.
    Tools(Vec<(String, Value)>),
    /// A text and calls of tools.
    TextAndTools(String, Vec<(String, Value)>),
    /// A text that stops at the token limit (`finish_reason: length`).
    Length(String),
    /// Text that breaks JSON: the body as it is, with status 200.
    Raw(String),
    /// Refuses with this HTTP status; with 429, `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// A stream that ends after this text, cleanly but without a finish reason; without
    /// streaming the connection is cut.
    CutStream(String),
    /// The connection is cut without a byte of answer.
    Drop,
    /// No answer until the caller gives up.
    Hang,
    /// The reply after so many milliseconds.
    Delay(u64, Box<Reply>),
    /// A text streamed with so many milliseconds between the words.
    Slow(u64, String),
    /// What a function makes of the request; see [`Reply::function`].
    Function(Arc<Choose>),
}

impl Reply {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// One tool call.
    #[must_use]
    pub fn tool(name: &str, arguments: Value) -> Self {
        Self::Tools(vec![(name.to_owned(), arguments)])
    }

    /// A reply that looks at the request.
    #[must_use]
    pub fn function(choose: impl Fn(&ChatRequest) -> Self + Send + Sync + 'static) -> Self {
        Self::Function(Arc::new(choose))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Text(_) => "Text",
            Self::Tools(_) => "Tools",
            Self::TextAndTools(..) => "TextAndTools",
            Self::Length(_) => "Length",
            Self::Raw(_) => "Raw",
            Self::Status(..) => "Status",
            Self::CutStream(_) => "CutStream",
            Self::Drop => "Drop",
            Self::Hang => "Hang",
            Self::Delay(..) => "Delay",
            Self::Slow(..) => "Slow",
            Self::Function(_) => "Function",
        };
        f.write_str(name)
    }
}
