//! `check`: is the endpoint there, does it take the key, does it have the model, does it stream?

use super::{ASKING, OpenAi, assembly::Assembly, base, failure, request, transport::Refusal, wire};
use crate::limits;
use frontdesk_core::{
    Error, ErrorKind,
    llm::{ChatRequest, Line, Role},
};
use std::time::Duration;
use tokio::time::timeout;

const PROBING: &str = "trying the model";

/// What was found, in words.
pub(super) async fn probe(model: &OpenAi) -> Result<String, Error> {
    let wait = Duration::from_millis(limits::PROBE_MS);
    let listed = match timeout(wait, list(model)).await {
        Ok(listed) => listed?,
        Err(_) => return Err(mend(model, Error::new(ErrorKind::Timeout, PROBING), &[])),
    };
    let name = &model.settings.chat_model;
    if listed.contains(name) {
        return Ok(format!("{name} is offered at {}", model.base));
    }
    // Not every endpoint lists its models, and not every name is listed: ask it.
    match timeout(wait, say_hello(model)).await {
        Ok(Ok(())) => Ok(format!("{name} answers at {}", model.base)),
        Ok(Err(error)) => Err(mend(model, error, &listed)),
        Err(_) => Err(mend(model, Error::new(ErrorKind::Timeout, ASKING), &listed)),
    }
}

/// The names of the endpoint's models; empty if it does not tell.
async fn list(model: &OpenAi) -> Result<Vec<String>, Error> {
    let mut call = model.http.get(format!("{}/models", model.base));
    if !model.settings.api_key.is_empty() {
        call = call.bearer_auth(model.settings.api_key.reveal());
    }
    let response = call
        .send()
        .await
        .map_err(|e| mend(model, failure::of_http(PROBING, e), &[]))?;
    if !response.status().is_success() {
        let error = failure::of_refusal(PROBING, Refusal::read(response).await);
        return match error.kind() {
            ErrorKind::NotFound | ErrorKind::Invalid => Ok(Vec::new()),
            _ => Err(mend(model, error, &[])),
        };
    }
    let mut response = response;
    let mut body = Vec::new();
    while body.len() < limits::MODELS_BYTES {
        match response.chunk().await {
            Ok(Some(bytes)) => body.extend_from_slice(&bytes),
            _ => break,
        }
    }
    let models: wire::Models = serde_json::from_slice(&body).unwrap_or_default();
    Ok(models.data.into_iter().map(|m| m.id).collect())
}

/// One short answer.
async fn say_hello(model: &OpenAi) -> Result<(), Error> {
    let transcript = [Line::Said {
        by: Role::Customer,
        text: "Answer with the word OK.".into(),
    }];
    let request = ChatRequest {
        system: "",
        transcript: &transcript,
        passages: &[],
        tools: &[],
        hints: &[],
        locale: "en",
        budget_ms: limits::PROBE_MS,
    };
    let body = request::write(&request, &model.settings);
    let mut assembly = Assembly::new(&|_| {});
    model.attempt(&body, &mut assembly).await.map(drop)
}

/// Adds how to mend it.
fn mend(model: &OpenAi, error: Error, listed: &[String]) -> Error {
    let base = &model.base;
    let advice = match error.kind() {
        ErrorKind::Unauthorized if model.settings.api_key.is_empty() => {
            "the endpoint wants a key: set [model] api_key".into()
        }
        ErrorKind::Unauthorized => {
            "the endpoint does not take this key: check [model] api_key".into()
        }
        ErrorKind::NotFound | ErrorKind::Invalid if !listed.is_empty() => format!(
            "set [model] chat_model to a model that {base} has, for example {}",
            nearest(&model.settings.chat_model, listed).join(", ")
        ),
        ErrorKind::NotFound => {
            format!(
                "check [model] api_base ({base}) and chat_model: one of them is not known there"
            )
        }
        ErrorKind::Refused => "check the account's credit and limits with the provider".into(),
        ErrorKind::Limited => "the endpoint asks for fewer calls: try again later".into(),
        ErrorKind::Timeout | ErrorKind::Unavailable if base::is_loopback(base) => {
            format!("start the model server at {base}, or change [model] api_base")
        }
        ErrorKind::Timeout | ErrorKind::Unavailable => {
            format!("check [model] api_base ({base}), the network and that the endpoint can stream")
        }
        _ => format!("check [model] in the business file; the address is {base}"),
    };
    error.with("mend", advice)
}

/// Up to three names that begin most like the wanted one.
fn nearest(wanted: &str, listed: &[String]) -> Vec<String> {
    let alike = |name: &str| {
        name.chars()
            .zip(wanted.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let mut names: Vec<_> = listed.to_vec();
    names.sort_by_key(|name| (std::cmp::Reverse(alike(name)), name.len()));
    names.truncate(3);
    names
}
