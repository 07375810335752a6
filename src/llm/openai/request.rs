//! Writes a request of the engine as a chat completion.

use super::OpenAiSettings;
use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls,
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, ChatCompletionTool,
    ChatCompletionTools, CreateChatCompletionRequest, FunctionCall, FunctionObject,
};
use frontdesk_core::{
    llm::{ChatRequest, Line, Role, ToolCall},
    retrieval::Passage,
    tool::ToolSpec,
};
use serde_json::Value;

/// The body of the call.
pub(super) fn write(
    request: &ChatRequest<'_>,
    settings: &OpenAiSettings,
) -> CreateChatCompletionRequest {
    let mut messages = Vec::with_capacity(request.transcript.len() + 1);
    if !request.system.is_empty() {
        messages.push(ChatCompletionRequestSystemMessage::from(request.system).into());
    }
    write_transcript(request, &mut messages);
    let tools: Vec<_> = request.tools.iter().map(write_tool).collect();
    CreateChatCompletionRequest {
        model: settings.chat_model.clone(),
        messages,
        // The library sets it only without its feature for own types; an answer in one piece would look like a cut stream.
        stream: Some(true),
        stream_options: Some(ChatCompletionStreamOptions {
            include_usage: Some(true),
            include_obfuscation: None,
        }),
        tools: (!tools.is_empty()).then_some(tools),
        temperature: settings.temperature,
        max_completion_tokens: (settings.max_output_tokens > 0)
            .then_some(settings.max_output_tokens),
        ..CreateChatCompletionRequest::default()
    }
}

/// The most that the call can cost, in millionths: a token is at least one byte of what is sent, and no more are written than allowed.
pub(super) fn most(request: &ChatRequest<'_>, settings: &OpenAiSettings) -> u64 {
    if settings.input_price <= 0.0 && settings.output_price <= 0.0 {
        return 0;
    }
    let body = serde_json::to_vec(&write(request, settings)).map_or(0, |b| b.len());
    #[expect(clippy::cast_precision_loss, reason = "bytes of one request")]
    let one = body as f64 * settings.input_price
        + f64::from(settings.max_output_tokens) * settings.output_price;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a price of one call, and `as` saturates"
    )]
    let micros = one.ceil() as u64;
    micros
}

/// Lines of one voice that follow each other become one message: some models accept only alternating voices.
fn write_transcript(request: &ChatRequest<'_>, messages: &mut Vec<ChatCompletionRequestMessage>) {
    let mut open: Option<(Role, String)> = None;
    for line in request.transcript {
        match (line, &mut open) {
            (Line::Said { by, text }, Some((voice, words))) if by == voice => {
                words.push('\n');
                words.push_str(text);
            }
            (Line::Said { by, text }, _) => {
                messages.extend(open.take().map(write_said));
                open = Some((*by, text.clone()));
            }
            (Line::Calls(calls), _) => {
                messages.extend(open.take().map(write_said));
                messages.push(write_calls(calls));
            }
            (Line::Output { call, text, .. }, _) => {
                messages.extend(open.take().map(write_said));
                messages.push(
                    ChatCompletionRequestToolMessage {
                        content: numbered(text, request.passages).into(),
                        tool_call_id: call.clone(),
                    }
                    .into(),
                );
            }
        }
    }
    messages.extend(open.map(write_said));
}

/// Tools name the passages they found by id (`[parking.md#2]`), because only here it is known at which place they stand
/// and with which number the model cites them.
fn numbered(text: &str, passages: &[Passage]) -> String {
    passages
        .iter()
        .zip(1..)
        .fold(text.to_owned(), |text, (passage, n)| {
            text.replace(&format!("[{}]", passage.id), &format!("[{n}]"))
        })
}

fn write_said((by, text): (Role, String)) -> ChatCompletionRequestMessage {
    match by {
        Role::Customer => ChatCompletionRequestUserMessage::from(text).into(),
        Role::Desk => ChatCompletionRequestAssistantMessage::from(text).into(),
    }
}

fn write_calls(calls: &[ToolCall]) -> ChatCompletionRequestMessage {
    let tool_calls = calls
        .iter()
        .map(|call| {
            ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
                id: call.id.clone(),
                function: FunctionCall {
                    name: call.tool.clone(),
                    arguments: match &call.arguments {
                        Value::String(raw) => raw.clone(),
                        arguments => arguments.to_string(),
                    },
                },
            })
        })
        .collect();
    ChatCompletionRequestAssistantMessage {
        tool_calls: Some(tool_calls),
        ..ChatCompletionRequestAssistantMessage::default()
    }
    .into()
}

/// Not strict: that mode wants every argument to be required, and ours have optional ones. The engine checks them.
fn write_tool(spec: &ToolSpec) -> ChatCompletionTools {
    ChatCompletionTools::Function(ChatCompletionTool {
        function: FunctionObject {
            name: spec.name.clone(),
            description: Some(spec.description.clone()),
            parameters: Some(spec.parameters.clone()),
            strict: None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_turn_is_written_as_a_conversation_with_calls() {
        let said = |by, text: &str| Line::Said {
            by,
            text: text.into(),
        };
        let call = |arguments| ToolCall {
            id: "c1".into(),
            tool: "menu".into(),
            arguments,
        };
        let transcript = [
            said(Role::Desk, "Hello!"),
            said(Role::Customer, "hi"),
            said(Role::Customer, "soup?"),
            Line::Calls(vec![call(json!({"item": "soup"}))]),
            Line::Output {
                call: "c1".into(),
                tool: "menu".into(),
                text: "[menu.json#item-soup] $10".into(),
                answer: None,
            },
            Line::Calls(vec![call(json!("{broken"))]),
        ];
        let passage = |id: &str| Passage {
            id: id.into(),
            article: String::new(),
            title: String::new(),
            headings: Vec::new(),
            source: String::new(),
            question: None,
            text: String::new(),
            score: 1.0,
        };
        let passages = [passage("faq.md#1"), passage("menu.json#item-soup")];
        let request = ChatRequest {
            system: "Be brief.",
            transcript: &transcript,
            passages: &passages,
            tools: &[],
            hints: &[],
            locale: "en",
            budget_ms: 1,
        };
        let body = serde_json::to_value(write(&request, &OpenAiSettings::default())).unwrap();
        assert_eq!(body["stream"], json!(true));
        assert_eq!(body["stream_options"]["include_usage"], json!(true));
        assert!(body.get("tools").is_none());
        let voices: Vec<_> = (0..6)
            .map(|i| body["messages"][i]["role"].clone())
            .collect();
        assert_eq!(
            voices,
            [
                "system",
                "assistant",
                "user",
                "assistant",
                "tool",
                "assistant"
            ]
        );
        assert_eq!(body["messages"][2]["content"], json!("hi\nsoup?"));
        assert_eq!(body["messages"][4]["content"], json!("[2] $10"));
        let arguments =
            |i: usize| body["messages"][i]["tool_calls"][0]["function"]["arguments"].clone();
        assert_eq!(arguments(3), json!(r#"{"item":"soup"}"#));
        assert_eq!(arguments(5), json!("{broken"));
    }
}
