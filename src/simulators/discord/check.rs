//! What Discord refuses in a message, with its codes.
//! <https://docs.discord.com/developers/resources/message#create-message>

use serde_json::Value;

use super::api::{Refusal, refuse};
use super::message::DiscordButton;
use crate::limits::{DISCORD_BUTTON_CHARS, DISCORD_CHARS, DISCORD_LABEL_CHARS};

fn invalid(field: &str, why: &str) -> Refusal {
    refuse(400, 50035, &format!("Invalid Form Body: {field}: {why}"))
}

/// The text of a message.
pub(super) fn content(body: &Value) -> Result<String, Refusal> {
    let text = body["content"].as_str().unwrap_or("");
    // Discord counts code points.
    if text.chars().count() > DISCORD_CHARS {
        return Err(invalid("content", "Must be 2000 or fewer in length."));
    }
    Ok(text.to_owned())
}

/// The nonce of a message, as text.
pub(super) fn nonce(body: &Value) -> Result<Option<String>, Refusal> {
    let nonce = match &body["nonce"] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Ok(None),
    };
    if nonce.len() > 25 {
        return Err(invalid("nonce", "Must be 25 or fewer in length."));
    }
    Ok(Some(nonce))
}

/// The buttons of a message.
pub(super) fn buttons(body: &Value) -> Result<Vec<DiscordButton>, Refusal> {
    let empty = Vec::new();
    let rows = body["components"].as_array().unwrap_or(&empty);
    if rows.len() > 5 {
        return Err(invalid("components", "Must be 5 or fewer in length."));
    }
    let mut buttons: Vec<DiscordButton> = Vec::new();
    for row in rows {
        let inside = row["components"].as_array().unwrap_or(&empty);
        if row["type"] != 1 || !(1..=5).contains(&inside.len()) {
            return Err(invalid("components", "Must be between 1 and 5 in length."));
        }
        for component in inside {
            buttons.push(button(component)?);
        }
    }
    let mut ids: Vec<&str> = buttons
        .iter()
        .filter_map(|b| b.custom_id.as_deref())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < all {
        return Err(invalid(
            "components",
            "Component custom id cannot be duplicated",
        ));
    }
    Ok(buttons)
}

fn button(component: &Value) -> Result<DiscordButton, Refusal> {
    let text = |name: &str| component[name].as_str().map(Into::into);
    let button = DiscordButton {
        label: text("label").unwrap_or_default(),
        custom_id: text("custom_id"),
        url: text("url"),
    };
    let link = component["style"] == 5;
    let fits = |id: &str| (1..=DISCORD_BUTTON_CHARS).contains(&id.chars().count());
    if component["type"] != 2 {
        return Err(invalid("components", "the simulator knows buttons alone"));
    }
    if button.label.is_empty() || button.label.chars().count() > DISCORD_LABEL_CHARS {
        return Err(invalid("label", "Must be 80 or fewer in length."));
    }
    if link != button.url.is_some() || link == button.custom_id.is_some() {
        return Err(invalid(
            "components",
            "A custom id or a url is required, and not both",
        ));
    }
    if !link && !button.custom_id.as_deref().is_some_and(fits) {
        return Err(invalid("custom_id", "Must be between 1 and 100 in length."));
    }
    let well_formed = |url: &str| {
        reqwest::Url::parse(url).is_ok_and(|u| {
            matches!(u.scheme(), "http" | "https" | "discord")
                && u.host_str().is_some_and(|h| h.contains('.'))
        })
    };
    if link && !button.url.as_deref().is_some_and(well_formed) {
        return Err(invalid("url", "Not a well formed URL."));
    }
    Ok(button)
}
