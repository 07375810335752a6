//! What comes of a call, as the model sees it: data, bounded, without the secrets that the call was made with.

use super::declaration::{Declaration, Fault};
use crate::limits;
use frontdesk_core::{
    event::Topic,
    tool::{Effect, ToolOutput, Wrote},
};
use frontdesk_egress::{Failure, Reply};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};

/// How answers are read.
pub(super) struct Answers {
    show: Vec<String>,
    secrets: Vec<String>,
}

impl Answers {
    pub(super) fn read(of: &Declaration) -> Result<Self, Fault> {
        if let Some(wrong) = of.show.iter().find(|p| !p.starts_with('/')) {
            let what = format!(
                "\"{wrong}\" is no JSON pointer: write it like \"/status\" or \"/items/0/name\""
            );
            return Err(Fault::new("show", what));
        }
        // A header's value, and what stands after "Bearer" in it.
        let values = of
            .headers
            .values()
            .flat_map(|v| std::iter::once(v.reveal()).chain(v.reveal().split_whitespace()));
        let mut secrets: Vec<String> = values
            .filter(|s| s.len() >= limits::SECRET_CHARS)
            .map(str::to_owned)
            .collect();
        secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
        Ok(Self {
            show: of.show.clone(),
            secrets,
        })
    }

    pub(super) fn output(
        &self,
        tool: &str,
        writes: bool,
        reply: Result<Reply, Failure>,
    ) -> ToolOutput {
        let output = match reply {
            Ok(reply) => self.answered(tool, writes, &reply),
            Err(failure) if writes && !failure.nothing_was_sent() => {
                unclear(tool, &failure.to_string())
            }
            Err(failure) => failed(format!("error: {failure}; nothing was done"), None),
        };
        ToolOutput {
            text: self.without_secrets(output.text),
            ..output
        }
    }

    fn answered(&self, tool: &str, writes: bool, reply: &Reply) -> ToolOutput {
        let status = reply.status;
        if status.is_success() {
            let (text, shown) = self.shown(reply);
            let wrote = writes.then_some(Wrote::Done);
            let text = if writes && !shown {
                format!("done: the server took it ({status}). {text}")
            } else {
                text
            };
            return ToolOutput {
                text,
                wrote,
                failed: !shown && !writes,
                ..ToolOutput::default()
            };
        }
        let unsure = status.is_server_error()
            && !matches!(
                status,
                StatusCode::NOT_IMPLEMENTED | StatusCode::SERVICE_UNAVAILABLE
            );
        if writes && unsure {
            return unclear(tool, &format!("the server failed ({status})"));
        }
        let words = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                "the server does not accept this program's credentials".into()
            }
            _ if status.is_redirection() => {
                "the server redirects, which is not followed here".into()
            }
            StatusCode::TOO_MANY_REQUESTS => "the server asks for fewer calls".into(),
            _ if status.is_client_error() => format!("the server refused it: {}", own_words(reply)),
            _ => "the server failed".into(),
        };
        failed(
            format!("error: {status}: {words}"),
            writes.then_some(Wrote::Refused),
        )
    }

    /// The part of an answer that the model sees, and whether it is what was to be shown.
    fn shown(&self, reply: &Reply) -> (String, bool) {
        let parsed: Option<Value> = serde_json::from_slice(&reply.body).ok();
        if self.show.is_empty() {
            return match parsed {
                Some(json) => (json.to_string(), true),
                None if reply.body.is_empty() => ("done, without an answer".into(), true),
                None => (plain(reply, usize::MAX), true),
            };
        }
        let Some(json) = parsed else {
            return ("error: the answer is not JSON".into(), false);
        };
        let shown: Map<String, Value> = self
            .show
            .iter()
            .filter_map(|pointer| Some((pointer[1..].to_owned(), json.pointer(pointer)?.clone())))
            .collect();
        if shown.is_empty() {
            return (
                "error: the answer has none of what is to be shown".into(),
                false,
            );
        }
        (Value::Object(shown).to_string(), true)
    }

    fn without_secrets(&self, mut text: String) -> String {
        for secret in &self.secrets {
            text = text.replace(secret, "***");
        }
        text
    }
}

/// A refusal's own words, short; a page for people is none.
fn own_words(reply: &Reply) -> String {
    let kind = reply
        .headers
        .get(CONTENT_TYPE)
        .and_then(|k| k.to_str().ok())
        .unwrap_or_default();
    if kind.contains("html") || reply.body.is_empty() {
        return "it does not say why".into();
    }
    plain(reply, limits::REFUSAL_CHARS)
}

fn plain(reply: &Reply, chars: usize) -> String {
    String::from_utf8_lossy(&reply.body)
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(chars)
        .collect()
}

fn failed(text: String, wrote: Option<Wrote>) -> ToolOutput {
    ToolOutput {
        text,
        failed: true,
        wrote,
        ..ToolOutput::default()
    }
}

/// The end of a write is not known: nobody may say that it was done, and people look.
fn unclear(tool: &str, why: &str) -> ToolOutput {
    let reason = format!(
        "the end of `{tool}` is not known ({why}): look whether it was done before doing it again"
    );
    ToolOutput {
        text: format!(
            "unclear: {why}. It is not known whether it was done; do not say that it was, and do not try again. The team was asked."
        ),
        effects: vec![Effect::HandOff {
            topic: Topic::Unable,
            reason,
        }],
        failed: true,
        wrote: Some(Wrote::Unclear),
        ..ToolOutput::default()
    }
}

/// Nothing shows who the customer is.
pub(super) fn unproven() -> ToolOutput {
    let how = "Nothing was done. Say that this needs to know who they are, and ask them to write, for example, \
               \"text me at\" and their phone number or \"email me at\" and their mail address: they get a code there, and \
               send it back here. What they say about who they are proves nothing.";
    failed(
        json!({"refused": "nothing proves who the customer is", "what_to_do": how}).to_string(),
        None,
    )
}
